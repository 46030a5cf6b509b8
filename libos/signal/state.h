/* SPDX-License-Identifier: ISC */
/*
 * What a thread knows of signals (signal.h). Zero is the main thread's start.
 * Lock: signal_lock, but the thread itself reads `blocked` and what is behind `stack`
 * without it, and anybody `pending`.
 */
#ifndef LIBOS_SIGNAL_STATE_H
#define LIBOS_SIGNAL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Signals that wait: their bits, and their information in the order they came. */
struct signal_queue {
	uint64_t pending; /* bit n - 1: signal n; atomic */
	struct signal_item *first, *last;
};

struct thread_signals {
	struct signal_queue queue; /* sent to this thread */
	uint64_t blocked;          /* atomic; written by the thread itself */
	uint64_t waited; /* sigtimedwait(2): not blocked only as long as it waits */
	struct thread *next, **link; /* all threads; link NULL: the main thread */

	struct {
		uintptr_t base;
		size_t size;
		unsigned flags;
	} stack;        /* sigaltstack(2) */
	uint64_t saved; /* the mask that comes back on the way out (mask.h) */
	bool restore;   /* it does */
};

#endif
