/* SPDX-License-Identifier: ISC */
/*
 * Cancellation of a thread that reads: from standard input that stays open and empty the
 * thread ends, and what arrives later is there for another.
 *
 * after: cancelled
 * stdin: later\n
 */
#include "thread.h"

static volatile int entered;

static void *read_one(void *argument)
{
	entered = 1;
	CHECK(read(0, argument, 1) == 1);
	return argument;
}

int main(void)
{
	char line[16] = "";
	pthread_t thread = thread_start(read_one, line);

	while (!entered)
		sleep_for(MILLISECOND);
	sleep_for(20 * MILLISECOND);
	CHECK(pthread_cancel(thread) == 0);
	CHECK(thread_join(thread) == PTHREAD_CANCELED);
	CHECK(line[0] == 0);
	puts("cancelled");
	fflush(stdout);
	CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "later\n") == 0);
	return check_result();
}
