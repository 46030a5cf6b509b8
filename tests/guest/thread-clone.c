/* SPDX-License-Identifier: ISC */
/*
 * clone(2) by itself: the ids that it writes and clears, the thread pointer, the flags
 * that don't go together; set_tid_address(2), and the ids of threads that have ended.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#define THREAD \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

static char stack[65536] __attribute__((aligned(16)));
static uintptr_t own_pointer[512] __attribute__((aligned(64)));
static volatile int parent_id, child_id, seen_parent_id, seen_child_id, own_id, ended;
static volatile uintptr_t pointer;
static int other_word;

/* These threads have our thread pointer, so they end before we make another call that
 * could fail. */
static int note_ids(void *argument)
{
	(void)argument;
	seen_parent_id = parent_id;
	seen_child_id = child_id;
	own_id = (int)syscall(SYS_gettid);
	return 0;
}

static int start(int (*run)(void *), int flags)
{
	return clone(run, stack + sizeof stack, flags, NULL, &parent_id, own_pointer,
	             &child_id);
}

static int becomes(volatile int *word, int value)
{
	long long end = now(CLOCK_MONOTONIC) + PATIENCE;

	while (*word != value && now(CLOCK_MONOTONIC) < end)
		sched_yield();
	return *word == value;
}

static void ids(void)
{
	int id;

	parent_id = child_id = -1;
	id = start(note_ids, THREAD | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |
	                             CLONE_CHILD_CLEARTID);
	CHECK(id > 0 && parent_id == id);
	CHECK(becomes(&child_id, 0));
	CHECK(own_id == id && seen_parent_id == id && seen_child_id == id);

	/* nothing is written that wasn't asked for */
	parent_id = -1;
	child_id = -2;
	id = start(note_ids, THREAD | CLONE_CHILD_CLEARTID);
	CHECK(becomes(&child_id, 0));
	CHECK(parent_id == -1 && seen_child_id == -2 && own_id == id);
	parent_id = -1;
	child_id = -2;
	own_id = 0;
	id = start(note_ids, THREAD | CLONE_PARENT_SETTID);
	CHECK(becomes(&own_id, id));
	CHECK(EVENTUALLY(syscall(SYS_tgkill, getpid(), id, 0) == -1 && errno == ESRCH));
	CHECK(parent_id == id && child_id == -2);
}

static int change_address(void *argument)
{
	(void)argument;
	own_id = (int)syscall(SYS_set_tid_address, &other_word);
	return 0;
}

/* The end of a thread wakes one that waits for the word to be cleared. */
static void clearing_wakes(void)
{
	int id;

	child_id = 7;
	other_word = 9;
	id = start(change_address, THREAD | CLONE_CHILD_CLEARTID);
	CHECK(id > 0);
	while (futex(&other_word, FUTEX_WAIT, 9, NULL, NULL, 0) == 0 && other_word) {
	}
	CHECK(other_word == 0 && child_id == 7 && own_id == id);
	CHECK(syscall(SYS_set_tid_address, &other_word) == gettid());
}

static int note_pointer(void *argument)
{
	uintptr_t value;

	(void)argument;
	__asm__ volatile("movq %%fs:0, %0" : "=r"(value));
	pointer = value;
	/* not through the C library, whose thread this isn't */
	__asm__ volatile("movl $1, %0" : "=m"(ended));
	for (;;)
		__asm__ volatile("pause");
	return 0;
}

/* With a thread pointer of its own; the thread spins until the program ends. */
static void thread_pointer(void)
{
	own_pointer[0] = (uintptr_t)own_pointer;
	own_pointer[5] =
	        *(uintptr_t *)((char *)pthread_self() + 40); /* the stack guard */
	CHECK(start(note_pointer, THREAD | CLONE_SETTLS) > 0);
	CHECK(becomes(&ended, 1));
	CHECK(pointer == (uintptr_t)own_pointer);
	CHECK((uintptr_t)pthread_self() != (uintptr_t)own_pointer);
}

static long raw(unsigned long flags, volatile void *parent, void *child,
                unsigned long tls)
{
	return syscall(SYS_clone, flags, stack + sizeof stack, parent, child, tls);
}

static void wrong(void)
{
	CHECK_FAILS(raw(CLONE_THREAD | CLONE_VM, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(CLONE_SIGHAND, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(CLONE_THREAD | CLONE_SIGHAND, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(CLONE_FS | CLONE_NEWNS, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(CLONE_FS | CLONE_NEWUSER, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(THREAD | CLONE_NEWUSER, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(THREAD | CLONE_NEWPID, NULL, NULL, 0), EINVAL);
	CHECK_FAILS(raw(THREAD | CLONE_PIDFD | CLONE_PARENT_SETTID, &parent_id, NULL, 0),
	            EINVAL);
	CHECK_FAILS(raw(THREAD | CLONE_PIDFD | CLONE_DETACHED, &parent_id, NULL, 0),
	            EINVAL);
	CHECK_FAILS(raw(THREAD | CLONE_SETTLS, NULL, NULL, 1ul << 63), EPERM);
	CHECK_FAILS(raw(THREAD | CLONE_SETTLS, NULL, NULL, 0x8000000000000000), EPERM);
}

static int nothing(void *argument)
{
	(void)argument;
	return 0;
}

/* Linux doesn't tell when it can't write the ids. */
static void bad_addresses(void)
{
	char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int id = clone(nothing, stack + sizeof stack,
	               THREAD | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |
	                       CLONE_CHILD_CLEARTID,
	               NULL, none, NULL, none + 8);

	CHECK(id > 0);
	CHECK(EVENTUALLY(syscall(SYS_tkill, id, 0) == -1 && errno == ESRCH));
	munmap(none, 4096);
}

int main(void)
{
	ids();
	clearing_wakes();
	bad_addresses();
	wrong();
	thread_pointer();
	printf("%s\n", check_failures ? "failed" : "ok");
	fflush(stdout);
	_exit(check_failures != 0);
}
