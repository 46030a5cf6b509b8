/* SPDX-License-Identifier: ISC */
/*
 * Robust mutexes: the next owner, whether it waits or comes later, hears that the last
 * one died; it repairs the mutex or nobody gets it any more.
 */
#define _GNU_SOURCE
#include "thread.h"

static pthread_mutex_t mutex, other;
static volatile int hold, holds;

static void initialise(int type, int protocol, int shared)
{
	pthread_mutexattr_t attributes;
	int robust;

	pthread_mutexattr_init(&attributes);
	CHECK(pthread_mutexattr_setrobust(&attributes, 77) == EINVAL);
	CHECK(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0);
	CHECK(pthread_mutexattr_getrobust(&attributes, &robust) == 0 &&
	      robust == PTHREAD_MUTEX_ROBUST);
	CHECK(pthread_mutexattr_settype(&attributes, type) == 0);
	CHECK(pthread_mutexattr_setprotocol(&attributes, protocol) == 0);
	CHECK(pthread_mutexattr_setpshared(&attributes, shared) == 0);
	CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
	CHECK(pthread_mutex_init(&other, &attributes) == 0);
	pthread_mutexattr_destroy(&attributes);
}

static void *die_with_both(void *argument)
{
	CHECK(pthread_mutex_lock(&mutex) == 0);
	CHECK(pthread_mutex_lock(&other) == 0);
	holds = 1;
	while (hold)
		sleep_for(MILLISECOND);
	return argument;
}

static void *try(void *argument)
{
	return argument ? argument : (void *)(long)pthread_mutex_trylock(&mutex);
}

static void repaired(void)
{
	thread_join(thread_start(die_with_both, NULL));
	CHECK(pthread_mutex_trylock(&mutex) == EOWNERDEAD);
	CHECK((long)thread_join(thread_start(try, NULL)) == EBUSY);
	CHECK(pthread_mutex_consistent(&mutex) == 0);
	CHECK(pthread_mutex_unlock(&mutex) == 0);
	CHECK(pthread_mutex_lock(&other) == EOWNERDEAD);
	CHECK(pthread_mutex_consistent(&other) == 0);
	CHECK(pthread_mutex_unlock(&other) == 0);
	CHECK(pthread_mutex_lock(&mutex) == 0);
	CHECK(pthread_mutex_consistent(&mutex) == EINVAL);
	CHECK(pthread_mutex_unlock(&mutex) == 0);
}

static void *wait_for_it(void *argument)
{
	int error = pthread_mutex_lock(&mutex);

	CHECK(pthread_mutex_consistent(&mutex) == (error == EOWNERDEAD ? 0 : EINVAL));
	CHECK(pthread_mutex_unlock(&mutex) == 0);
	return argument ? argument : (void *)(long)error;
}

static void heard_by_a_waiter(void)
{
	pthread_t owner, waiter[2];
	long heard = 0;

	hold = 1;
	holds = 0;
	owner = thread_start(die_with_both, NULL);
	CHECK(EVENTUALLY(holds));
	CHECK((long)thread_join(thread_start(try, NULL)) == EBUSY);
	for (int i = 0; i < 2; i++)
		waiter[i] = thread_start(wait_for_it, NULL);
	sleep_for(10 * MILLISECOND);
	hold = 0;
	thread_join(owner);
	for (int i = 0; i < 2; i++)
		heard += (long)thread_join(waiter[i]);
	CHECK(heard == EOWNERDEAD); /* one of the two, once */
	CHECK(pthread_mutex_lock(&other) == EOWNERDEAD);
	CHECK(pthread_mutex_consistent(&other) == 0);
	CHECK(pthread_mutex_unlock(&other) == 0);
}

static void lost(void)
{
	thread_join(thread_start(die_with_both, NULL));
	CHECK(pthread_mutex_lock(&mutex) == EOWNERDEAD);
	CHECK(pthread_mutex_unlock(&mutex) == 0); /* not repaired */
	CHECK(pthread_mutex_lock(&mutex) == ENOTRECOVERABLE);
	CHECK(pthread_mutex_trylock(&mutex) == ENOTRECOVERABLE);
	CHECK(pthread_mutex_lock(&other) == EOWNERDEAD);
	CHECK(pthread_mutex_consistent(&other) == 0);
	CHECK(pthread_mutex_unlock(&other) == 0);
	pthread_mutex_destroy(&mutex);
	pthread_mutex_destroy(&other);
}

int main(void)
{
	static const int protocols[] = {PTHREAD_PRIO_NONE, PTHREAD_PRIO_INHERIT};
	static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
	                            PTHREAD_MUTEX_ERRORCHECK};

	for (int i = 0; i < 2 * 3 * 2; i++) {
		initialise(types[i % 3], protocols[i / 3 % 2],
		           i / 6 ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
		repaired();
		heard_by_a_waiter();
		lost();
	}
	return check_result();
}
