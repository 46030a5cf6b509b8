/* SPDX-License-Identifier: ISC */
/*
 * pthread_once(): of many threads at once one runs the routine, and the others wait until
 * it has; one that is cancelled in it leaves it to the next.
 */
#include "thread.h"

#define THREADS 16

static pthread_once_t once = PTHREAD_ONCE_INIT, cancelled_once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static volatile int runs, finished, started;

static void slowly(void)
{
	runs++;
	sleep_for(20 * MILLISECOND);
	finished = 1;
}

static void *race(void *argument)
{
	pthread_barrier_wait(&barrier);
	CHECK(pthread_once(&once, slowly) == 0);
	CHECK(finished == 1);
	return argument;
}

static void first_time_for_ever(void)
{
	if (started++ == 0)
		sleep_for(3600 * SECOND);
}

static void *be_cancelled(void *argument)
{
	pthread_once(&cancelled_once, first_time_for_ever);
	return argument;
}

int main(void)
{
	pthread_t thread[THREADS], second;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		thread[i] = thread_start(race, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	CHECK(runs == 1);

	thread[0] = thread_start(be_cancelled, NULL);
	CHECK(EVENTUALLY(started == 1));
	second = thread_start(be_cancelled, &once);
	sleep_for(5 * MILLISECOND);
	CHECK(started == 1);
	CHECK(pthread_cancel(thread[0]) == 0);
	CHECK(thread_join(thread[0]) == PTHREAD_CANCELED);
	CHECK(thread_join(second) == &once);
	CHECK(started == 2);
	return check_result();
}
