/* SPDX-License-Identifier: ISC */
/*
 * Sleeping: what nanosleep(2) and clock_nanosleep(2) share.
 */
#ifndef LIBOS_TIME_SLEEP_H
#define LIBOS_TIME_SLEEP_H

#include "sched/wait.h"
#include "time/clock.h"

#pragma GCC visibility push(hidden)

struct sleep_call {
	int clock;
	uint64_t deadline;              /* in the clock's time */
	struct __kernel_timespec *rest; /* of the program; NULL: it doesn't want it */
};

/* Bodies for call_blocking(). An interruption stores what is left in `rest`. */
long sleep_until(void *call);     /* nanosleep.c, on the monotonic clock */
long cpu_sleep_until(void *call); /* cpu_sleep.c, on one of processor time */

/* nanosleep.c: the end of such a call that was interrupted, `left` ns before its time. */
long sleep_interrupted(const struct sleep_call *call, int result, uint64_t left);

/* clock_nanosleep.c: the wall clock has been set, so who waits for it looks again. */
void wall_sleepers_wake(void) WEAK;

#pragma GCC visibility pop
#endif
