/* SPDX-License-Identifier: ISC */
/*
 * set_robust_list(2): what a thread that ends still owns is marked and one waiter wakes,
 * also where the thread died between taking a lock and listing it; damaged lists do no
 * harm.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>

struct entry {
	struct robust_list list;
	uint32_t word;
};

#define OFFSET ((long)offsetof(struct entry, word))
#define SHARED                                                              \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SYSVSEM | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID)

static struct robust_list_head head;
static struct entry entry[8];
static int thread_id = -1;

static void link_entries(int count)
{
	memset(&head, 0, sizeof head);
	head.futex_offset = OFFSET;
	head.list.next = &head.list;
	for (int i = count; i--;) {
		entry[i].list.next = head.list.next;
		head.list.next = &entry[i].list;
	}
}

/* The thread: takes over the words that hold 1 and ends with the list. It shares our
 * thread pointer, so it makes only direct calls while we wait for its end. */
static int die(void *size)
{
	uint32_t mine = (uint32_t)syscall(SYS_gettid);

	for (int i = 0; i < 8; i++)
		if ((entry[i].word & FUTEX_TID_MASK) == 1)
			entry[i].word = (entry[i].word & ~FUTEX_TID_MASK) | mine;
	syscall(SYS_set_robust_list, &head, (size_t)size);
	return 0;
}

/* Waits without a mistake in errno: the word is cleared at the thread's end. */
static void run_to_end(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	long long end = now(CLOCK_MONOTONIC) + PATIENCE;

	thread_id = -1;
	CHECK(clone(die, stack + sizeof stack, SHARED, (void *)sizeof head, NULL, NULL,
	            &thread_id) > 0);
	while (__atomic_load_n(&thread_id, __ATOMIC_SEQ_CST) &&
	       now(CLOCK_MONOTONIC) < end)
		sched_yield();
	CHECK(thread_id == 0);
}

static void *waiter(void *argument)
{
	CHECK(futex(&entry[0].word, FUTEX_WAIT, 1 | FUTEX_WAITERS, NULL, NULL, 0) == 0 ||
	      errno == EAGAIN);
	return argument;
}

static void marks(void)
{
	for (int i = 0; i < 8; i++)
		entry[i].word = 1;
	entry[2].word = 0;          /* owned by nobody */
	entry[3].word = 0x1fffffff; /* by another */
	entry[7].word = 1;          /* not in the list */
	link_entries(6);
	head.list_op_pending = &entry[6].list;
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED && entry[1].word == FUTEX_OWNER_DIED);
	CHECK(entry[4].word == FUTEX_OWNER_DIED && entry[5].word == FUTEX_OWNER_DIED);
	CHECK(entry[2].word == 0 && entry[3].word == 0x1fffffff);
	CHECK(entry[6].word == FUTEX_OWNER_DIED);
	CHECK(entry[7].word > 1 && !(entry[7].word & FUTEX_OWNER_DIED));
}

/* The waiters' bit stays, and exactly one of the waiters wakes. */
static void wakes(void)
{
	pthread_t thread[2];

	memset(entry, 0, sizeof entry);
	entry[0].word = 1 | FUTEX_WAITERS;
	link_entries(1);
	for (int i = 0; i < 2; i++)
		thread[i] = thread_start(waiter, NULL);
	sleep_for(20 * MILLISECOND);
	run_to_end();
	CHECK(entry[0].word == (FUTEX_OWNER_DIED | FUTEX_WAITERS));
	CHECK(EVENTUALLY(futex(&entry[0].word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0) <= 1));
	for (int i = 0; i < 2; i++)
		thread_join(thread[i]);
}

/* A word that was free before, but had waiters, when the thread died about to take it. */
static void pending_alone(void)
{
	memset(entry, 0, sizeof entry);
	entry[0].word = 1;
	link_entries(0);
	head.list_op_pending = &entry[0].list;
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED);

	/* both listed and pending: once */
	entry[0].word = 1;
	link_entries(1);
	head.list_op_pending = &entry[0].list;
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED);
}

static void damaged(void)
{
	char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(entry, 0, sizeof entry);
	for (int i = 0; i < 3; i++)
		entry[i].word = 1;
	link_entries(3);
	entry[2].list.next = &entry[0].list; /* a circle past the head */
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED && entry[2].word == FUTEX_OWNER_DIED);

	entry[0].word = entry[1].word = 1;
	link_entries(2);
	entry[0].list.next = (struct robust_list *)none;
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED);

	link_entries(1);
	head.list.next = NULL;
	run_to_end();
	link_entries(1);
	entry[0].word = 1;
	head.list_op_pending = (struct robust_list *)none;
	run_to_end();
	CHECK(entry[0].word == FUTEX_OWNER_DIED);
	link_entries(1);
	entry[0].word = 1;
	head.futex_offset = 0x7000000000000000;
	run_to_end();
	CHECK(entry[0].word > 1 && !(entry[0].word & FUTEX_OWNER_DIED));
	munmap(none, 4096);
}

static void calls(void)
{
	struct robust_list_head *mine, *got = NULL;
	size_t size = 0;

	CHECK(syscall(SYS_get_robust_list, 0, &mine, &size) == 0);
	CHECK(size == sizeof head || mine == NULL);
	CHECK_FAILS(syscall(SYS_set_robust_list, &head, sizeof head - 1), EINVAL);
	CHECK_FAILS(syscall(SYS_set_robust_list, &head, 0), EINVAL);
	link_entries(0);
	CHECK(syscall(SYS_set_robust_list, &head, sizeof head) == 0);
	CHECK(syscall(SYS_get_robust_list, 0, &got, &size) == 0);
	CHECK(got == &head && size == sizeof head);
	CHECK(syscall(SYS_get_robust_list, gettid(), &got, &size) == 0 && got == &head);
	CHECK_FAILS(syscall(SYS_get_robust_list, 0x1fffffff, &got, &size), ESRCH);
	CHECK_FAILS(syscall(SYS_get_robust_list, 0, NULL, &size), EFAULT);
	CHECK_FAILS(syscall(SYS_get_robust_list, 0, &got, NULL), EFAULT);
	CHECK(syscall(SYS_set_robust_list, mine, sizeof head) == 0);
}

int main(void)
{
	marks();
	wakes();
	pending_alone();
	damaged();
	calls();
	return check_result();
}
