/* SPDX-License-Identifier: ISC */
/*
 * futex(2), FUTEX_WAKE_OP: each operation on the second word, each comparison of its old
 * value, which decides about the second wake; who wakes, and what is refused.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sys/mman.h>

static uint32_t word[2];

/* The four parts of the operation in their places. */
static unsigned encode(unsigned operation, int argument, unsigned comparison, int other)
{
	return operation << 28 | comparison << 24 | ((unsigned)argument & 0xfff) << 12 |
	       ((unsigned)other & 0xfff);
}

static long wake_op(void *first, void *second, unsigned operation)
{
	return futex(first, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1ul, second, operation);
}

/* What the operation makes of a value, by its description. */
static uint32_t result_of(unsigned operation, uint32_t old, int argument)
{
	uint32_t value = (uint32_t)argument;

	if (operation & FUTEX_OP_OPARG_SHIFT)
		value = 1u << (argument & 31);
	switch (operation & 7) {
	case FUTEX_OP_SET:
		return value;
	case FUTEX_OP_ADD:
		return old + value;
	case FUTEX_OP_OR:
		return old | value;
	case FUTEX_OP_ANDN:
		return old & ~value;
	}
	return old ^ value;
}

static void operations(void)
{
	static const uint32_t values[] = {0, 1, 5, 0x7fffffff, 0x80000000, 0xffffffff};
	static const int arguments[] = {0, 1, 5, 31, 2047, -1, -2048};

	for (unsigned operation = 0; operation <= FUTEX_OP_XOR; operation++) {
		for (int v = 0; v < 6; v++) {
			for (int a = 0; a < 7; a++) {
				unsigned code = encode(operation, arguments[a],
				                       FUTEX_OP_CMP_EQ, 0);
				word[1] = values[v];
				CHECK(wake_op(&word[0], &word[1], code) == 0);
				CHECK(word[1] ==
				      result_of(operation, values[v], arguments[a]));
			}
			for (int shift = 0; shift < 32; shift++) {
				unsigned code = encode(operation | FUTEX_OP_OPARG_SHIFT,
				                       shift, FUTEX_OP_CMP_EQ, 0);
				word[1] = values[v];
				CHECK(wake_op(&word[0], &word[1], code) == 0);
				CHECK(word[1] ==
				      result_of(operation | FUTEX_OP_OPARG_SHIFT,
				                values[v], shift));
			}
		}
	}
}

static int compare(unsigned comparison, int old, int argument)
{
	switch (comparison) {
	case FUTEX_OP_CMP_EQ:
		return old == argument;
	case FUTEX_OP_CMP_NE:
		return old != argument;
	case FUTEX_OP_CMP_LT:
		return old < argument;
	case FUTEX_OP_CMP_LE:
		return old <= argument;
	case FUTEX_OP_CMP_GT:
		return old > argument;
	}
	return old >= argument;
}

static void *waiter(void *argument)
{
	uint32_t *address = argument;

	while (futex(address, FUTEX_WAIT_PRIVATE, *address, NULL, NULL, 0))
		CHECK(errno == EAGAIN); /* it changed at that moment */
	return NULL;
}

static long wake(uint32_t *address)
{
	return futex(address, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* One waiter on the second word, which stays; who wakes it must be the comparison. */
static void comparisons(void)
{
	static const int values[] = {-5, -1, 0, 1, 5};

	for (unsigned comparison = 0; comparison <= FUTEX_OP_CMP_GE; comparison++) {
		for (int v = 0; v < 5; v++) {
			int expected = compare(comparison, values[v], 0);
			pthread_t thread;
			unsigned code = encode(FUTEX_OP_ADD, 0, comparison, 0);

			word[1] = (uint32_t)values[v];
			thread = thread_start(waiter, &word[1]);
			if (expected) {
				CHECK(EVENTUALLY(wake_op(&word[0], &word[1], code) == 1));
			} else {
				sleep_for(MILLISECOND);
				CHECK(wake_op(&word[0], &word[1], code) == 0);
				CHECK(EVENTUALLY(wake(&word[1]) == 1));
			}
			thread_join(thread);
		}
	}
	/* the argument of the comparison has a sign too */
	word[1] = (uint32_t)-7;
	pthread_t thread = thread_start(waiter, &word[1]);
	unsigned code = encode(FUTEX_OP_ADD, 0u, FUTEX_OP_CMP_EQ, -7);
	CHECK(EVENTUALLY(wake_op(&word[0], &word[1], code) == 1));
	thread_join(thread);
}

/* One of two on the first word, and one of two on the second. */
static void both_words(void)
{
	pthread_t thread[4];
	unsigned code = encode(FUTEX_OP_SET, 3, FUTEX_OP_CMP_NE, 9);
	long woken = 0, last = 0;

	word[0] = word[1] = 5;
	for (int i = 0; i < 4; i++)
		thread[i] = thread_start(waiter, &word[i / 2]);
	sleep_for(10 * MILLISECOND);
	woken = wake_op(&word[0], &word[1], code);
	CHECK(woken >= 0 && woken <= 2 && word[1] == 3);
	CHECK(EVENTUALLY((last += wake(&word[0]) + wake(&word[1])) + woken == 4));
	for (int i = 0; i < 4; i++)
		thread_join(thread[i]);
}

static void wrong(void)
{
	unsigned code = encode(FUTEX_OP_SET, 1, FUTEX_OP_CMP_EQ, 0);
	uint32_t *constant =
	        mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK_FAILS(wake_op(&word[0], (char *)&word[1] + 1, code), EINVAL);
	CHECK_FAILS(wake_op((char *)&word[0] + 1, &word[1], code), EINVAL);
	CHECK_FAILS(wake_op(&word[0], constant, code), EFAULT);
	CHECK_FAILS(wake_op(&word[0], NULL, code), EFAULT);
	CHECK_FAILS(wake_op(&word[0], &word[1], encode(7, 0, 0, 0)), ENOSYS);
	CHECK_FAILS(wake_op(&word[0], &word[1], encode(0, 0, 6, 0)), ENOSYS);
	munmap(constant, 4096);
}

int main(void)
{
	operations();
	comparisons();
	both_words();
	wrong();
	return check_result();
}
