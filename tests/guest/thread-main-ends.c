/* SPDX-License-Identifier: ISC */
/*
 * The main thread ends first; the others go on, and the last of them ends the program
 * with status 0, after the functions of atexit().
 *
 * stdout: ^the others went on$
 * stdout: ^at exit$
 */
#include "thread.h"

static void at_exit(void)
{
	puts("at exit");
}

static void *outlive(void *main_thread)
{
	CHECK(pthread_join(*(pthread_t *)main_thread, NULL) == 0);
	sleep_for(10 * MILLISECOND);
	if (check_failures)
		_exit(9);
	puts("the others went on");
	return NULL;
}

int main(void)
{
	static pthread_t self;

	self = pthread_self();
	atexit(at_exit);
	thread_start(outlive, &self);
	pthread_exit(NULL);
}
