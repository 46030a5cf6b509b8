/* SPDX-License-Identifier: ISC */
/*
 * Asynchronous cancellation ends a thread that only computes; disabled cancellation waits
 * until it is enabled; a request before the thread's start and one to itself.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <semaphore.h>

static sem_t semaphore;
static volatile int stage, cleaned;
static volatile double number;

/* Uses vector registers on a stack that must be aligned. */
static void clean(void *argument)
{
	char text[64];

	snprintf(text, sizeof text, "%.3f", number * *(int *)argument);
	CHECK(strcmp(text, "4.500") == 0);
	cleaned++;
}

static void *spin(void *argument)
{
	int two = 2, type = -1;

	number = 2.25;
	CHECK(pthread_setcanceltype(77, NULL) == EINVAL);
	CHECK(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type) == 0);
	CHECK(type == PTHREAD_CANCEL_DEFERRED);
	pthread_cleanup_push(clean, &two);
	stage = 1;
	for (unsigned long i = 0;; i++)
		__asm__ volatile("" : : "r"(i));
	pthread_cleanup_pop(0);
	return argument;
}

/* Pushes and pops, so that the request comes at stacks of any alignment. */
static void *spin_with_pushes(void *argument)
{
	int two = 2;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	pthread_cleanup_push(clean, &two);
	stage = 1;
	for (;;)
		__asm__ volatile("subq $128, %%rsp\n\tpush %%rax\n\tpush %%rax\n\t"
		                 "pop %%rax\n\tpop %%rax\n\taddq $128, %%rsp"
		                 :
		                 :
		                 : "rax", "cc", "memory");
	pthread_cleanup_pop(0);
	return argument;
}

static void *asleep(void *argument)
{
	int two = 2;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	pthread_cleanup_push(clean, &two);
	stage = 1;
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	return argument;
}

static void asynchronous(void *(*run)(void *), int times)
{
	for (int i = 0; i < times; i++) {
		pthread_t thread;

		stage = cleaned = 0;
		thread = thread_start(run, NULL);
		while (stage != 1)
			sched_yield();
		if (i % 2)
			sleep_for(MILLISECOND / 10 * i);
		CHECK(pthread_cancel(thread) == 0);
		CHECK(thread_join(thread) == PTHREAD_CANCELED);
		CHECK(cleaned == 1);
	}
}

static void *disabled(void *argument)
{
	struct timespec moment = timespec_of(20 * MILLISECOND);
	int state = -1;

	CHECK(pthread_setcancelstate(77, NULL) == EINVAL);
	CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state) == 0);
	CHECK(state == PTHREAD_CANCEL_ENABLE);
	stage = 1;
	while (sem_wait(&semaphore) && errno == EINTR) {
	}
	/* requested by now, and still these go on as ever */
	CHECK(nanosleep(&moment, NULL) == 0 || errno == EINTR);
	pthread_testcancel();
	stage = 2;
	CHECK(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL) == 0);
	stage = 3;
	pthread_testcancel();
	stage = 4;
	return argument;
}

static void *cancel_myself(void *argument)
{
	CHECK(pthread_cancel(pthread_self()) == 0);
	stage = 1;
	sleep_for(3600 * SECOND);
	return argument;
}

static void *wait_at_once(void *argument)
{
	sleep_for(3600 * SECOND);
	return argument;
}

static void *compute_and_return(void *argument)
{
	stage = 1;
	sem_wait(&semaphore);
	for (int i = 0; i < 1000; i++)
		number += 1.5 * i;
	stage = 2;
	return argument;
}

int main(void)
{
	pthread_t thread;

	sem_init(&semaphore, 0, 0);
	asynchronous(spin, 10);
	asynchronous(spin_with_pushes, 30);
	asynchronous(asleep, 10);

	stage = 0;
	thread = thread_start(disabled, NULL);
	CHECK(EVENTUALLY(stage == 1));
	CHECK(pthread_cancel(thread) == 0);
	CHECK(pthread_cancel(thread) == 0); /* twice is once */
	sem_post(&semaphore);
	CHECK(thread_join(thread) == PTHREAD_CANCELED);
	CHECK(stage == 3);

	stage = 0;
	CHECK(thread_join(thread_start(cancel_myself, NULL)) == PTHREAD_CANCELED);
	CHECK(stage == 1);

	for (int i = 0; i < 50; i++) {
		thread = thread_start(wait_at_once, NULL);
		CHECK(pthread_cancel(thread) == 0);
		CHECK(thread_join(thread) == PTHREAD_CANCELED);
	}

	/* one that has ended: no harm, and its result stays */
	sem_post(&semaphore);
	thread = thread_start(compute_and_return, &semaphore);
	CHECK(EVENTUALLY(stage == 2));
	sleep_for(5 * MILLISECOND);
	CHECK(pthread_cancel(thread) == 0);
	CHECK(thread_join(thread) == &semaphore);
	return check_result();
}
