/* SPDX-License-Identifier: ISC */
/*
 * The program's timers (timer_create(2)). Lock: timers_lock guards the table and orders
 * those who set a timer; before memory_lock, threads_lock, cpu_timers_lock and
 * timer_lock.
 */
#ifndef LIBOS_TIME_POSIX_TIMER_H
#define LIBOS_TIME_POSIX_TIMER_H

#include "interval_timer.h"
#include "signal/send.h"

#pragma GCC visibility push(hidden)

struct posix_timer {
	struct interval_timer timer; /* first */
	struct signal_item item;
	struct posix_timer *next; /* with the same hash */
	int id, clock;
	int thread;  /* who gets the signal; 0: the process */
	bool silent; /* SIGEV_NONE: nobody does */
	bool wall;   /* set to a moment of the wall clock */
};

/* timer_create.c */
extern struct lock timers_lock;
extern struct posix_timer *posix_timers[TIMER_HASH];
struct posix_timer *posix_timer_find(int id); /* NULL: none */

#pragma GCC visibility pop
#endif
