/* SPDX-License-Identifier: ISC */
/*
 * A timer that comes once or at even intervals, on the monotonic clock or on one of
 * processor time: what setitimer(2), timer_create(2) and sleeping on such a clock have in
 * common.
 */
#ifndef LIBOS_TIME_INTERVAL_TIMER_H
#define LIBOS_TIME_INTERVAL_TIMER_H

#include "sched/timer.h"
#include "time/cpu_clock.h"

#pragma GCC visibility push(hidden)

struct interval_timer {
	struct timer timer; /* first */
	/* It came, `count` times since it was called last. Called as timer.expire is. */
	void (*expired)(struct interval_timer *timer, uint64_t count);
	/* When it comes, in its clock's time; TIMER_NEVER: it isn't set. Atomic. */
	uint64_t at;
	uint64_t period; /* 0: once; atomic */
	bool counts;     /* processor time, of `clock` */
	struct cpu_clock clock;

	bool stopped;                        /* cpu_timer.c; atomic */
	struct interval_timer *next, **link; /* cpu_timer.c: those that are set */
};

/* Its owner calls them one at a time, inside. After interval_timer_stop() expired() isn't
 * being called, and won't be until the next interval_timer_set(), before which a timer
 * must be stopped. interval_timer_clear() also forgets when it would have come. */
void interval_timer_set(struct interval_timer *timer, uint64_t at, uint64_t period);
void interval_timer_stop(struct interval_timer *timer);
void interval_timer_clear(struct interval_timer *timer);
/* Until it comes, and not 0 then; 0: it isn't set. */
uint64_t interval_timer_left(const struct interval_timer *timer);
uint64_t interval_timer_now(const struct interval_timer *timer); /* of its clock */
/* How often it has come since expired() was called last, which won't be told of these
 * any more; 0 for one that comes once. Also while it comes, is stopped or cleared. */
uint64_t interval_timer_missed(struct interval_timer *timer);

/* cpu_timer.c: the same for timers that count processor time, and when, on the monotonic
 * clock, to look at one again. */
void cpu_timer_set(struct interval_timer *timer);
void cpu_timer_clear(struct interval_timer *timer);
uint64_t cpu_timer_next(struct interval_timer *timer);

#pragma GCC visibility pop
#endif
