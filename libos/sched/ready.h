/* SPDX-License-Identifier: ISC */
/*
 * The queues of threads that could run, one for each CPU.
 */
#ifndef LIBOS_SCHED_READY_H
#define LIBOS_SCHED_READY_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* Put a thread, whose state is READY, at the end of a queue: this CPU's, or that of one
 * where it may run. */
void ready_add(struct thread *thread);

/* The next thread for this CPU, out of its queue or another's; NULL: none. Its state is
 * RUNNING then. A thread whose stack another CPU is still leaving is passed over. */
struct thread *ready_take(struct cpu *cpu);

/* How many threads wait in the CPU's queue; another CPU may take one at any time. */
static inline unsigned ready_waiting(const struct cpu *cpu)
{
	return __atomic_load_n(&cpu->ready_count, __ATOMIC_RELAXED);
}

/* Others wait: a time slice of the running thread begins. */
void slice_begin(struct cpu *cpu);

/* At the end of a time slice: let a CPU that is idle, or has fewer, have one of those
 * that wait here. */
void ready_share(struct cpu *cpu);

/* A thread's affinity has changed: let it leave the queue or the CPU where it is, if it
 * has to. The caller holds threads_lock. */
void ready_move(struct thread *thread);

/* Interrupt a CPU: the program that runs there looks for what there is to attend to. */
void cpu_interrupt(struct cpu *cpu);

#pragma GCC visibility pop
#endif
