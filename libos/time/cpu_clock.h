/* SPDX-License-Identifier: ISC */
/*
 * Processor time: how long each thread has run, and all of them together. All of it is a
 * thread's own ("user") time: system calls are function calls.
 */
#ifndef LIBOS_TIME_CPU_CLOCK_H
#define LIBOS_TIME_CPU_CLOCK_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

uint64_t cpu_clock_begun(void); /* when the process began, ns of the monotonic clock */
uint64_t cpu_clock_busy(unsigned cpu); /* ns that the CPU has run threads */

/* Linked where somebody asks for processor time. The scheduler calls it inside: this CPU
 * goes over from one thread to another (NULL: idle). */
void cpu_time_switch(struct thread *from, struct thread *to) WEAK;

/* Whose time a clock shows. */
struct cpu_clock {
	struct thread *thread; /* NULL: the whole process, with threads that have ended */
};

/* The clock of a number of clock_gettime(2): one of the two constants, or as
 * clock_getcpuclockid(3) and pthread_getcpuclockid(3) make it. `reading`: the process may
 * also be named by the caller's thread id. False: there is none. The thread may end, its
 * clock stands then, until cpu_clock_drop(). Called inside. */
bool cpu_clock_find(struct cpu_clock *clock, int number, bool reading);
void cpu_clock_drop(const struct cpu_clock *clock);
bool cpu_clock_exists(int number);                     /* for more than reading */
bool cpu_clock_of_thread(int id);                      /* there is such a thread */
uint64_t cpu_clock_now(const struct cpu_clock *clock); /* ns */
bool cpu_clock_runs(const struct cpu_clock *clock);
bool cpu_clock_ended(const struct cpu_clock *clock); /* with its thread */

/* cpu_timer.c; linked where something waits for such a clock: a thread begins to run. */
void cpu_timers_wake(void) WEAK;

#pragma GCC visibility pop
#endif
