/* SPDX-License-Identifier: ISC */
/*
 * Timers: a function that is called at a time of the monotonic clock. Each CPU has its
 * own, in a heap.
 */
#ifndef LIBOS_SCHED_TIMER_H
#define LIBOS_SCHED_TIMER_H

#include "sched/cpu.h"

#pragma GCC visibility push(hidden)

#define TIMER_NEVER UINT64_MAX

struct timer {
	uint64_t deadline; /* ns */
	/* Called inside, on any thread or none, with the CPU's timer_lock held, so it
	 * must not set or cancel timers. Returns when to call again; TIMER_NEVER: not. */
	uint64_t (*expire)(struct timer *timer);

	struct cpu *cpu;                          /* in whose heap; NULL: in none */
	struct timer *child, *sibling, *previous; /* timer.c */
};

/* Called inside. The timer must be in no heap. timer_add() is for who runs another thread
 * next: schedule() arms the platform's timer. */
void timer_set(struct timer *timer, uint64_t deadline);
void timer_add(struct timer *timer, uint64_t deadline);
/* Afterwards the function isn't running, and won't. False: it had expired. */
bool timer_cancel(struct timer *timer);

/* For the scheduler: call what is due, and the earliest deadline. */
void timers_expire(struct cpu *cpu);
uint64_t timers_first(struct cpu *cpu);
static inline bool timers_any(const struct cpu *cpu)
{
	return __atomic_load_n(&cpu->timers, __ATOMIC_RELAXED);
}
/* Let the platform's timer come at `deadline` at the latest. */
void timer_arm(struct cpu *cpu, uint64_t deadline);

#pragma GCC visibility pop
#endif
