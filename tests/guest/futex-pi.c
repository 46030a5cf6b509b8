/* SPDX-License-Identifier: ISC */
/*
 * futex(2), FUTEX_LOCK_PI, FUTEX_LOCK_PI2, FUTEX_TRYLOCK_PI and FUTEX_UNLOCK_PI: the word
 * holds the owner's id, the bit for waiters, and what is refused.
 */
#define _GNU_SOURCE
#include "thread.h"

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif
#define THREADS 4
#define ROUNDS  3000

static uint32_t word;
static volatile long count;
static volatile int state;
static int kind;

static long lock(const struct timespec *end)
{
	return futex(&word, FUTEX_LOCK_PI | kind, 0, end, NULL, 0);
}

static long trylock(void)
{
	return futex(&word, FUTEX_TRYLOCK_PI | kind, 0, NULL, NULL, 0);
}

static long unlock(void)
{
	return futex(&word, FUTEX_UNLOCK_PI | kind, 0, NULL, NULL, 0);
}

static uint32_t id(void)
{
	return (uint32_t)gettid();
}

static void alone(void)
{
	CHECK(lock(NULL) == 0 && word == id());
	CHECK_FAILS(lock(NULL), EDEADLK);
	CHECK_FAILS(trylock(), EDEADLK);
	CHECK(word == id());
	CHECK(unlock() == 0 && word == 0);
	CHECK_FAILS(unlock(), EPERM);
	CHECK(trylock() == 0 && word == id());
	CHECK(unlock() == 0 && word == 0);
	/* locked and unlocked by the program itself, as long as nobody waits */
	word = id();
	CHECK(unlock() == 0 && word == 0);
	/* an owner that there isn't */
	word = 0x1ffffff;
	CHECK_FAILS(lock(NULL), ESRCH);
	CHECK_FAILS(trylock(), ESRCH);
	CHECK_FAILS(unlock(), EPERM);
	word = 0;
	CHECK_FAILS(futex((char *)&word + 1, FUTEX_LOCK_PI | kind, 0, NULL, NULL, 0),
	            EINVAL);
	CHECK_FAILS(futex(NULL, FUTEX_LOCK_PI | kind, 0, NULL, NULL, 0), EFAULT);
	CHECK_FAILS(futex(NULL, FUTEX_UNLOCK_PI | kind, 0, NULL, NULL, 0), EFAULT);
}

static void *hold(void *argument)
{
	CHECK(lock(NULL) == 0);
	state = 1;
	while (state == 1)
		sleep_for(MILLISECOND);
	if (state == 2)
		CHECK(unlock() == 0);
	return argument;
}

static void *take(void *argument)
{
	CHECK(lock(NULL) == 0);
	CHECK((word & FUTEX_TID_MASK) == id());
	CHECK(unlock() == 0);
	return argument;
}

static void held_by_another(void)
{
	struct timespec end, bad, past = after(CLOCK_REALTIME, -SECOND);
	pthread_t owner = thread_start(hold, NULL), waiter[3];
	uint32_t first;

	CHECK(EVENTUALLY(state == 1));
	first = word;
	CHECK(first != 0 && first != id() && !(first & FUTEX_WAITERS));
	CHECK_FAILS(trylock(), EAGAIN);
	CHECK_FAILS(unlock(), EPERM);
	end = after(CLOCK_REALTIME, 30 * MILLISECOND);
	CHECK_FAILS(lock(&end), ETIMEDOUT);
	CHECK(now(CLOCK_REALTIME) >= end.tv_sec * SECOND + end.tv_nsec);
	CHECK_FAILS(lock(&past), ETIMEDOUT);
	bad = (struct timespec){end.tv_sec, SECOND};
	CHECK_FAILS(lock(&bad), EINVAL);
	CHECK((word & FUTEX_TID_MASK) == first);

	for (int i = 0; i < 3; i++)
		waiter[i] = thread_start(take, NULL);
	CHECK(EVENTUALLY(word == (first | FUTEX_WAITERS)));
	state = 2;
	for (int i = 0; i < 3; i++)
		thread_join(waiter[i]);
	thread_join(owner);
	CHECK(word == 0);
}

static void second_clock(void)
{
	struct timespec end;
	pthread_t owner = thread_start(hold, NULL);

	CHECK(EVENTUALLY(state == 1));
	end = after(CLOCK_MONOTONIC, 30 * MILLISECOND);
	CHECK_FAILS(futex(&word, FUTEX_LOCK_PI2 | kind, 0, &end, NULL, 0), ETIMEDOUT);
	CHECK(now(CLOCK_MONOTONIC) >= end.tv_sec * SECOND + end.tv_nsec);
	end = after(CLOCK_REALTIME, 30 * MILLISECOND);
	CHECK_FAILS(futex(&word, FUTEX_LOCK_PI2 | FUTEX_CLOCK_REALTIME | kind, 0, &end,
	                  NULL, 0),
	            ETIMEDOUT);
	CHECK(now(CLOCK_REALTIME) >= end.tv_sec * SECOND + end.tv_nsec);
	state = 2;
	thread_join(owner);
	CHECK(futex(&word, FUTEX_LOCK_PI2 | kind, 0, NULL, NULL, 0) == 0);
	CHECK(unlock() == 0);
}

static void *contend(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		uint32_t nobody = 0, mine = id();

		if (!__atomic_compare_exchange_n(&word, &nobody, mine, 0,
		                                 __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			CHECK(lock(NULL) == 0);
		count++;
		if (i % 16 == 0)
			sched_yield();
		if (!__atomic_compare_exchange_n(&word, &mine, 0, 0, __ATOMIC_SEQ_CST,
		                                 __ATOMIC_SEQ_CST))
			CHECK(unlock() == 0);
	}
	return argument;
}

static void contention(void)
{
	pthread_t thread[THREADS];

	count = 0;
	for (int i = 0; i < THREADS; i++)
		thread[i] = thread_start(contend, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	CHECK(count == THREADS * ROUNDS);
}

int main(void)
{
	for (int i = 0; i < 2; i++) {
		kind = i ? FUTEX_PRIVATE_FLAG : 0;
		word = 0;
		state = 0;
		alone();
		held_by_another();
		state = 0;
		second_clock();
		contention();
	}
	return check_result();
}
