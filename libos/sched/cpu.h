/* SPDX-License-Identifier: ISC */
/*
 * What belongs to a processor and to a thread, and the way in and out of the libos.
 *
 * Everything per CPU is reached through cpu_this() alone, and the running thread through
 * thread_this(): there is no global that means "the current one". A system call that
 * touches shared state stands between enter() and leave(); the libos isn't preempted in
 * between, and what came up meanwhile (signals) is done by leave(). Calls that only get
 * something constant need neither.
 */
#ifndef LIBOS_SCHED_CPU_H
#define LIBOS_SCHED_CPU_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct thread {
	int id;
	uint64_t signals_pending; /* bit n - 1: signal n */
	uint64_t signals_blocked;
};

struct cpu {
	struct thread *thread;
	bool inside;    /* between enter() and leave() */
	bool attention; /* leave() has something to do */
};
extern struct cpu cpus[CPUS_MAX];

static inline struct cpu *cpu_this(void)
{
	return &cpus[0];
}

static inline struct thread *thread_this(void)
{
	return cpu_this()->thread;
}

/* signal/deliver.c; linked where a program can have handlers. Calls them. False: one of
 * them wants the interrupted system call to end with -EINTR. */
bool signal_deliver(void) WEAK;

static inline void enter(void)
{
	cpu_this()->inside = true;
}

/* Only signal/ asks for attention, so where there is some signal_deliver() is linked. */
static inline long leave(long result)
{
	struct cpu *cpu = cpu_this();

	cpu->inside = false;
	if (cpu->attention)
		signal_deliver();
	return result;
}

#pragma GCC visibility pop
#endif
