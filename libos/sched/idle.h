/* SPDX-License-Identifier: ISC */
/*
 * A CPU without work, and what comes from outside.
 */
#ifndef LIBOS_SCHED_IDLE_H
#define LIBOS_SCHED_IDLE_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* idle.c: look for a thread to run and sleep, in turn; never returns. Runs at the end of
 * the upcall stack, inside. */
void idle_loop(void);
_Noreturn void schedule_from_idle(struct thread *next); /* schedule.c */

/* events.c: those of PLATFORM_EVENT_CONSOLE and PLATFORM_EVENT_BLOCK that somebody waits
 * for. */
unsigned events_waited(void);

/* events.c: act on these PLATFORM_EVENT_* bits, on those that came by upcalls, and on
 * timers that are due. */
void events_handle(struct cpu *cpu, unsigned events);

#pragma GCC visibility pop
#endif
