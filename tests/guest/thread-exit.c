/* SPDX-License-Identifier: ISC */
/*
 * A thread's exit() ends the program at once with its status, whatever the others do: one
 * spins, one sleeps, one waits for a mutex, and the main thread for the end of the first.
 *
 * status: 7
 * stdout: ^going$
 */
#include "thread.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int ready;

static void *spin(void *argument)
{
	for (ready = 1;;) {
	}
	return argument;
}

static void *sleep_long(void *argument)
{
	sleep_for(3600 * SECOND);
	return argument;
}

static void *wait_for_mutex(void *argument)
{
	pthread_mutex_lock(&mutex);
	return argument;
}

static void *end(void *argument)
{
	while (!ready)
		sleep_for(MILLISECOND);
	sleep_for(10 * MILLISECOND);
	puts("going");
	exit(7);
	return argument;
}

int main(void)
{
	pthread_t spinner;

	pthread_mutex_lock(&mutex);
	spinner = thread_start(spin, NULL);
	thread_start(sleep_long, NULL);
	thread_start(wait_for_mutex, NULL);
	thread_start(end, NULL);
	pthread_join(spinner, NULL);
	return 1;
}
