/* SPDX-License-Identifier: ISC */
/*
 * Read-write locks: readers together, a writer alone, no reader sees half a change, and
 * waiting for either with a time limit.
 */
#include "thread.h"
#include <sched.h>

#define ROUNDS 2000

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static volatile long first, second;

static void *write_pairs(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		CHECK(pthread_rwlock_wrlock(&lock) == 0);
		first++;
		if (i % 32 == 0)
			sched_yield();
		second++;
		CHECK(pthread_rwlock_unlock(&lock) == 0);
	}
	return argument;
}

static void *read_pairs(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		CHECK(pthread_rwlock_rdlock(&lock) == 0);
		if (first != second)
			CHECK(!"half a change");
		if (i % 32 == 0)
			sched_yield();
		CHECK(pthread_rwlock_unlock(&lock) == 0);
	}
	return argument;
}

/* All readers are in at the same time. */
static void *read_together(void *argument)
{
	CHECK(pthread_rwlock_rdlock(&lock) == 0);
	pthread_barrier_wait(&barrier);
	CHECK(pthread_rwlock_unlock(&lock) == 0);
	return argument;
}

static void *try(void *argument)
{
	int write = argument != NULL;
	struct timespec soon = after(CLOCK_REALTIME, 20 * MILLISECOND);
	struct timespec bad = {soon.tv_sec + 1, SECOND};
	int error =
	        write ? pthread_rwlock_trywrlock(&lock) : pthread_rwlock_tryrdlock(&lock);

	if (!error) {
		pthread_rwlock_unlock(&lock);
		return NULL;
	}
	CHECK(error == EBUSY);
	CHECK((write ? pthread_rwlock_timedwrlock
	             : pthread_rwlock_timedrdlock)(&lock, &soon) == ETIMEDOUT);
	CHECK(now(CLOCK_REALTIME) >= soon.tv_sec * SECOND + soon.tv_nsec);
	CHECK((write ? pthread_rwlock_timedwrlock
	             : pthread_rwlock_timedrdlock)(&lock, &bad) == EINVAL);
	return (void *)(long)error;
}

static int try_in_thread(int write)
{
	return (int)(long)thread_join(thread_start(try, write ? &barrier : NULL));
}

static void contention(void)
{
	pthread_t thread[5];

	for (int i = 0; i < 5; i++)
		thread[i] = thread_start(i < 2 ? write_pairs : read_pairs, NULL);
	for (int i = 0; i < 5; i++)
		thread_join(thread[i]);
	CHECK(first == 2 * ROUNDS && second == 2 * ROUNDS);

	pthread_barrier_init(&barrier, NULL, 5);
	for (int i = 0; i < 5; i++)
		thread[i] = thread_start(read_together, NULL);
	for (int i = 0; i < 5; i++)
		thread_join(thread[i]);
}

int main(void)
{
	contention();
	CHECK(try_in_thread(0) == 0 && try_in_thread(1) == 0);
	CHECK(pthread_rwlock_rdlock(&lock) == 0);
	CHECK(pthread_rwlock_rdlock(&lock) == 0);
	CHECK(try_in_thread(0) == 0);
	CHECK(try_in_thread(1) == EBUSY);
	CHECK(pthread_rwlock_unlock(&lock) == 0);
	CHECK(try_in_thread(1) == EBUSY);
	CHECK(pthread_rwlock_unlock(&lock) == 0);
	CHECK(pthread_rwlock_wrlock(&lock) == 0);
	CHECK(try_in_thread(0) == EBUSY && try_in_thread(1) == EBUSY);
	CHECK(pthread_rwlock_unlock(&lock) == 0);
	CHECK(try_in_thread(1) == 0);
	CHECK(pthread_rwlock_destroy(&lock) == 0);
	return check_result();
}
