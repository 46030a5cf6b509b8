/* SPDX-License-Identifier: ISC */
/*
 * futex(2), FUTEX_WAIT_BITSET and FUTEX_WAKE_BITSET: only waiters with a common bit wake;
 * time limits are moments, on both clocks.
 */
#define _GNU_SOURCE
#include "thread.h"

static uint32_t word = 5;
static volatile int ended[3];

static long wait_bits(uint32_t bits, const struct timespec *end, int clock)
{
	return futex(&word, FUTEX_WAIT_BITSET_PRIVATE | clock, 5, end, NULL, bits);
}

static long wake_bits(int count, uint32_t bits)
{
	return futex(&word, FUTEX_WAKE_BITSET_PRIVATE, (unsigned)count, NULL, NULL, bits);
}

static void *waiter(void *argument)
{
	long number = (long)argument;

	CHECK(wait_bits(1u << number, NULL, 0) == 0);
	ended[number] = 1;
	return argument;
}

static void bits(void)
{
	pthread_t thread[3];
	long woken = 0;

	for (long i = 0; i < 3; i++)
		thread[i] = thread_start(waiter, (void *)i);
	CHECK(EVENTUALLY((woken += wake_bits(INT_MAX, 2)) == 1));
	thread_join(thread[1]);
	CHECK(!ended[0] && !ended[2]);
	CHECK(wake_bits(INT_MAX, ~7u) == 0);
	CHECK(EVENTUALLY((woken += wake_bits(INT_MAX, 4 | 2)) == 2));
	thread_join(thread[2]);
	CHECK(!ended[0]);
	/* FUTEX_WAKE is all bits */
	CHECK(EVENTUALLY((woken += futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0)) ==
	                 3));
	thread_join(thread[0]);
}

static void moments(clockid_t clock, int flag)
{
	struct timespec end = after(clock, 30 * MILLISECOND),
	                past = after(clock, -SECOND);
	struct timespec bad = {end.tv_sec, SECOND}, start = {0, 0};

	CHECK_FAILS(wait_bits(FUTEX_BITSET_MATCH_ANY, &end, flag), ETIMEDOUT);
	CHECK(now(clock) >= end.tv_sec * SECOND + end.tv_nsec);
	CHECK(now(clock) < end.tv_sec * SECOND + end.tv_nsec + PATIENCE);
	CHECK_FAILS(wait_bits(1, &past, flag), ETIMEDOUT);
	CHECK_FAILS(wait_bits(1, &start, flag), ETIMEDOUT);
	CHECK_FAILS(wait_bits(1, &bad, flag), EINVAL);
}

int main(void)
{
	struct timespec end = after(CLOCK_MONOTONIC, 3600 * SECOND);

	bits();
	moments(CLOCK_MONOTONIC, 0);
	moments(CLOCK_REALTIME, FUTEX_CLOCK_REALTIME);
	CHECK_FAILS(wait_bits(0, NULL, 0), EINVAL);
	CHECK_FAILS(wake_bits(1, 0), EINVAL);
	word = 6;
	CHECK_FAILS(wait_bits(1, NULL, 0), EAGAIN);
	CHECK_FAILS(wait_bits(1, &end, 0), EAGAIN);
	CHECK_FAILS(futex(&word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 6, &end, NULL, 0),
	            ENOSYS);
	return check_result();
}
