/* SPDX-License-Identifier: ISC */
/*
 * Mutexes: normal, recursive and error-checking ones under contention, what each refuses,
 * and waiting with a time limit; pthread-mutex-pi.c does the same with
 * PTHREAD_PRIO_INHERIT.
 */
#define _GNU_SOURCE
#include "thread.h"

#ifndef PROTOCOL
#define PROTOCOL PTHREAD_PRIO_NONE
#endif
#define THREADS 4
#define ROUNDS  5000

static struct shared {
	pthread_mutex_t mutex;
	volatile long count, inside;
} shared;

static void initialise(int type)
{
	pthread_mutexattr_t attributes;
	int protocol = -1;

	CHECK(pthread_mutexattr_init(&attributes) == 0);
	CHECK(pthread_mutexattr_settype(&attributes, 77) == EINVAL);
	CHECK(pthread_mutexattr_settype(&attributes, type) == 0);
	CHECK(pthread_mutexattr_setprotocol(&attributes, 77) == EINVAL);
	CHECK(pthread_mutexattr_setprotocol(&attributes, PROTOCOL) == 0);
	CHECK(pthread_mutexattr_getprotocol(&attributes, &protocol) == 0 &&
	      protocol == PROTOCOL);
	CHECK(pthread_mutex_init(&shared.mutex, &attributes) == 0);
	CHECK(pthread_mutexattr_destroy(&attributes) == 0);
	shared.count = 0;
}

static void *count(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		CHECK(pthread_mutex_lock(&shared.mutex) == 0);
		if (shared.inside++ != 0)
			CHECK(!"two threads in the mutex");
		shared.count++;
		if (i % 64 == 0)
			sched_yield();
		shared.inside--;
		CHECK(pthread_mutex_unlock(&shared.mutex) == 0);
	}
	return argument;
}

static void contention(void)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++)
		thread[i] = thread_start(count, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	CHECK(shared.count == THREADS * ROUNDS);
}

static int in_thread(void *(*run)(void *))
{
	return (int)(long)thread_join(thread_start(run, NULL));
}

static void *try(void *argument)
{
	int error = pthread_mutex_trylock(&shared.mutex);

	if (!error)
		pthread_mutex_unlock(&shared.mutex);
	return argument ? argument : (void *)(long)error;
}

static void *unlock(void *argument)
{
	return argument ? argument : (void *)(long)pthread_mutex_unlock(&shared.mutex);
}

static int lock_until(long long limit)
{
	struct timespec end = after(CLOCK_REALTIME, limit);
	int error = pthread_mutex_timedlock(&shared.mutex, &end);

	if (error == ETIMEDOUT)
		CHECK(now(CLOCK_REALTIME) >= end.tv_sec * SECOND + end.tv_nsec);
	return error;
}

static void *lock_with_limit(void *argument)
{
	struct timespec bad = {now(CLOCK_REALTIME) / SECOND + 1, SECOND};

	if (PROTOCOL == PTHREAD_PRIO_NONE) /* else musl waits for ever */
		CHECK(pthread_mutex_timedlock(&shared.mutex, &bad) == EINVAL);
	CHECK(lock_until(-SECOND) == ETIMEDOUT);
	return argument ? argument : (void *)(long)lock_until(20 * MILLISECOND);
}

static void *lock_in_time(void *argument)
{
	int error = lock_until(PATIENCE);

	pthread_mutex_unlock(&shared.mutex);
	return argument ? argument : (void *)(long)error;
}

static void normal(void)
{
	pthread_t waiter;

	initialise(PTHREAD_MUTEX_NORMAL);
	contention();
	CHECK(in_thread(try) == 0);
	CHECK(pthread_mutex_lock(&shared.mutex) == 0);
	CHECK(in_thread(try) == EBUSY);
	CHECK(in_thread(lock_with_limit) == ETIMEDOUT);
	CHECK(lock_until(20 * MILLISECOND) == ETIMEDOUT); /* deadlock with itself */
	waiter = thread_start(lock_in_time, NULL);
	sleep_for(5 * MILLISECOND);
	CHECK(pthread_mutex_unlock(&shared.mutex) == 0);
	CHECK(thread_join(waiter) == NULL);
	CHECK(pthread_mutex_destroy(&shared.mutex) == 0);
}

static void recursive(void)
{
	initialise(PTHREAD_MUTEX_RECURSIVE);
	contention();
	for (int i = 0; i < 3; i++)
		CHECK(pthread_mutex_lock(&shared.mutex) == 0);
	CHECK(pthread_mutex_trylock(&shared.mutex) == 0);
	CHECK(in_thread(unlock) == EPERM);
	for (int i = 0; i < 4; i++) {
		CHECK(in_thread(try) == EBUSY);
		CHECK(pthread_mutex_unlock(&shared.mutex) == 0);
	}
	CHECK(in_thread(try) == 0);
	CHECK(pthread_mutex_unlock(&shared.mutex) == EPERM);
}

static void error_checking(void)
{
	initialise(PTHREAD_MUTEX_ERRORCHECK);
	contention();
	CHECK(pthread_mutex_unlock(&shared.mutex) == EPERM);
	CHECK(pthread_mutex_lock(&shared.mutex) == 0);
	CHECK(pthread_mutex_lock(&shared.mutex) == EDEADLK);
	CHECK(lock_until(SECOND) == EDEADLK);
	CHECK(pthread_mutex_trylock(&shared.mutex) != 0);
	CHECK(in_thread(unlock) == EPERM);
	CHECK(in_thread(try) == EBUSY);
	CHECK(pthread_mutex_unlock(&shared.mutex) == 0);
	CHECK(in_thread(try) == 0);
}

int main(void)
{
	normal();
	recursive();
	error_checking();
	return check_result();
}
