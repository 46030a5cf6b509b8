/* SPDX-License-Identifier: ISC */
/*
 * What a thread knows of signals (signal.h). Zero is the main thread's start.
 * Lock: signal_lock for the queue and the list; what is from `stack` on is the thread's
 * own, but for `forced`.
 */
#ifndef LIBOS_SIGNAL_STATE_H
#define LIBOS_SIGNAL_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* siginfo_t as far as it means anything; the rest of its 128 bytes is zero. */
struct signal_information {
	int signal, error, code, unused;
	union {
		struct {
			int process;
			unsigned user;
			uint64_t value; /* SI_QUEUE */
		} sender;
		struct {
			int id, overrun;
			uint64_t value;
		} timer; /* SI_TIMER; the overrun is put in when the signal is taken */
		struct {
			uintptr_t address;
		} fault;
		uint64_t words[4];
	};
};

/* Signals that wait: their bits, and their information in the order they came. */
struct signal_queue {
	uint64_t pending; /* bit n - 1: signal n; atomic */
	struct signal_item *first, *last;
};

/* stack_t of sigaltstack(2); size 0: none. */
struct signal_stack {
	uintptr_t base;
	int flags;
	size_t size;
};

struct thread_signals {
	struct signal_queue queue; /* sent to this thread */
	uint64_t blocked;          /* atomic; written by the thread itself */
	uint64_t given;  /* of those sent to the process: it takes them; atomic */
	uint64_t waited; /* sigtimedwait(2): not blocked only as long as it waits */
	struct thread *next, **link; /* all threads; link NULL: the main thread */

	struct signal_stack stack;
	uint64_t saved; /* the mask that comes back on the way out (mask.h) */
	bool restore;   /* it does */

	/* What can't wait: it goes before everything else; signal 0: nothing. */
	struct signal_information forced;
	struct {
		uint64_t cause, error, address;
	} fault;           /* the last one, as signal frames tell it */
	const int *cancel; /* thread.cancel, while a handler runs */
};

#endif
