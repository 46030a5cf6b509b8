/* SPDX-License-Identifier: ISC */
/*
 * What belongs to a processor, and the way in and out of the libos.
 *
 * Everything per CPU is reached through cpu_this() alone, and the running thread through
 * thread_this(): there is no global that means "the current one". A system call that
 * touches shared state stands between enter() and leave(); the libos isn't preempted in
 * between, and what came up meanwhile (signals, the end of a time slice) is done by
 * leave(). Calls that only get something constant need neither. A call that may sleep
 * goes through call_blocking() (wait.h) instead.
 */
#ifndef LIBOS_SCHED_CPU_H
#define LIBOS_SCHED_CPU_H

#include "libos.h"
#include "sched/lock.h"
#include "sched/x86_64/percpu.h"

#pragma GCC visibility push(hidden)

struct timer;

struct cpu {
	struct thread *thread; /* the running one; NULL: idle; others may look */
	unsigned number;
	uint8_t inside;    /* how deep: enter() without leave() */
	uint8_t attention; /* 1: leave() has something to do; any CPU may set it */
	struct cpu *self;

	unsigned upcalls; /* that were events; how many, by itself; atomic */

	/* ready.c: threads that could run. The lock guards the list. */
	struct lock ready_lock;
	struct thread *ready_first, *ready_last;
	unsigned ready_count;

	/* schedule.c; the CPU's own, but for `sleeping` */
	bool sleeping;    /* idle, and wants to be notified of something to run */
	bool slice;       /* the running thread has until slice_end: others wait */
	bool slice_older; /* it began before the thread did: it gets a whole one */
	uint64_t slice_end;
	bool slice_over;      /* somebody else's turn */
	unsigned events;      /* PLATFORM_EVENT_* that came while inside */
	uintptr_t idle_stack; /* where the idle loop begins, on the upcall stack */

	/* timer.c. The lock guards the heap. */
	struct lock timer_lock;
	struct timer *timers; /* earliest first */
	uint64_t armed; /* what the platform's timer is set to; UINT64_MAX: nothing */
};

/* cpu.c: before anything else in the libos. */
void cpu_begin(void);
extern struct cpu *cpus[CPUS_MAX]; /* the first cpus_count() of them */
extern unsigned cpus_started;      /* only grows */

static inline unsigned cpus_count(void)
{
	return __atomic_load_n(&cpus_started, __ATOMIC_ACQUIRE);
}

/* leave.c; linked where somebody can ask for attention. On the way out of a system call:
 * time slices, timers, signals. Returns `result`, or what signals make of it. */
long attend(long result) WEAK;

static inline void enter(void)
{
	percpu_enter();
}

static inline long leave(long result)
{
	return percpu_leave() ? attend(result) : result;
}

#pragma GCC visibility pop
#endif
