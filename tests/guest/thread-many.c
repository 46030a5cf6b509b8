/* SPDX-License-Identifier: ISC */
/*
 * Ten thousand threads at once: all are there at the same time, meet, and end.
 *
 * ways: process process2 microvm q35
 * memory: 2G
 * limit: 300
 */
#include "thread.h"

#define THREADS 10000

static pthread_barrier_t barrier;
static int there;

static void *run(void *argument)
{
	long number = (long)argument;

	__atomic_add_fetch(&there, 1, __ATOMIC_SEQ_CST);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return (void *)(number * 3);
}

int main(void)
{
	static pthread_t thread[THREADS];
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	CHECK(pthread_attr_setstacksize(&attributes, 16384) == 0);
	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	for (long i = 0; i < THREADS; i++) {
		int error = pthread_create(&thread[i], &attributes, run, (void *)i);

		if (error) {
			printf("thread %ld: %s\n", i, strerror(error));
			return 1;
		}
	}
	pthread_barrier_wait(&barrier);
	CHECK(there == THREADS);
	pthread_barrier_wait(&barrier);
	for (long i = 0; i < THREADS; i++)
		CHECK(thread_join(thread[i]) == (void *)(i * 3));
	return check_result();
}
