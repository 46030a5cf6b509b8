/* SPDX-License-Identifier: ISC */
/*
 * futex(2), FUTEX_REQUEUE and FUTEX_CMP_REQUEUE: some waiters wake, others wait on
 * another word from then on, where they wake, time out and are interrupted as if they had
 * begun there.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sys/mman.h>

#define WAITERS 6

static uint32_t *from, *to;
static int kind;
static int awake;

static void *waiter(void *argument)
{
	CHECK(futex(from, FUTEX_WAIT | kind, 5, NULL, NULL, 0) == 0);
	__atomic_add_fetch(&awake, 1, __ATOMIC_SEQ_CST);
	return argument;
}

static long requeue(int operation, unsigned wake, unsigned move, unsigned value)
{
	return futex(from, operation | kind, wake, (void *)(uintptr_t)move, to, value);
}

static long wake(uint32_t *address, int count)
{
	return futex(address, FUTEX_WAKE | kind, (unsigned)count, NULL, NULL, 0);
}

static int woken(int count)
{
	return __atomic_load_n(&awake, __ATOMIC_SEQ_CST) == count;
}

static void moving(int operation)
{
	pthread_t thread[WAITERS];
	long moved = 0;

	*from = 5;
	*to = 9;
	awake = 0;
	for (int i = 0; i < WAITERS; i++)
		thread[i] = thread_start(waiter, NULL);
	/* to the other word one after the other, as they come, none of them awake */
	CHECK(EVENTUALLY((moved += requeue(operation, 0, 1, 5)) == WAITERS));
	CHECK(woken(0));
	CHECK(wake(from, INT_MAX) == 0);
	CHECK(wake(to, 2) == 2);
	CHECK(EVENTUALLY(woken(2)));
	/* and back: one wakes, two move, one stays */
	uint32_t *swap = from;
	from = to;
	to = swap;
	CHECK(requeue(operation, 1, 2, 9) == 3);
	CHECK(EVENTUALLY(woken(3)));
	CHECK(wake(to, INT_MAX) == 2);
	CHECK(wake(from, INT_MAX) == 1);
	for (int i = 0; i < WAITERS; i++)
		thread_join(thread[i]);
	CHECK(woken(WAITERS));
	CHECK(requeue(operation, INT_MAX, INT_MAX, 9) == 0);
}

static void *with_limit(void *argument)
{
	struct timespec limit = timespec_of(100 * MILLISECOND);

	CHECK_FAILS(futex(from, FUTEX_WAIT | kind, 5, &limit, NULL, 0), ETIMEDOUT);
	return argument;
}

/* The limit passes on the second word, and nothing is left behind there. */
static void limit_after_move(void)
{
	pthread_t thread;

	*from = 5;
	thread = thread_start(with_limit, NULL);
	for (int i = 0; i < 100 && requeue(FUTEX_REQUEUE, 0, 1, 0) != 1; i++)
		sleep_for(MILLISECOND);
	thread_join(thread);
	CHECK(wake(from, INT_MAX) == 0 && wake(to, INT_MAX) == 0);
}

static void wrong(void)
{
	char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint32_t *good = from;

	*from = 5;
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, 1, 1, 6), EAGAIN);
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, -1u, 1, 5), EINVAL);
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, 1, -1u, 5), EINVAL);
	CHECK_FAILS(requeue(FUTEX_REQUEUE, 1, -1u, 5), EINVAL);
	from = (uint32_t *)((char *)good + 1);
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, 1, 1, 5), EINVAL);
	from = (uint32_t *)none;
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, 1, 1, 5), EFAULT);
	from = good;
	good = to;
	to = (uint32_t *)((char *)good + 3);
	CHECK_FAILS(requeue(FUTEX_CMP_REQUEUE, 1, 1, 5), EINVAL);
	to = good;
	munmap(none, 4096);
}

int main(void)
{
	uint32_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t word[2];

	for (int round = 0; round < 2; round++) {
		from = round ? shared : &word[0];
		to = round ? shared + 77 : &word[1];
		kind = round ? 0 : FUTEX_PRIVATE_FLAG;
		moving(FUTEX_REQUEUE);
		moving(FUTEX_CMP_REQUEUE);
		limit_after_move();
		wrong();
	}
	return check_result();
}
