/* SPDX-License-Identifier: ISC */
/*
 * Sending signals: to the process (thread 0), or to the thread of that id. All of it is
 * called inside; any lock but signal_lock may be held, and what is below it in lock.h's
 * order may not. The signal acts when its thread leaves the libos: nothing here ends the
 * program or calls a handler.
 *
 * Linked where a program can set handlers or masks; elsewhere signal_raise() (signal.h)
 * is enough.
 */
#ifndef LIBOS_SIGNAL_SEND_H
#define LIBOS_SIGNAL_SEND_H

#include "sched/thread.h"
#include "signal/signal.h"

#pragma GCC visibility push(hidden)

/* si_code of sigaction(2): who sent it. Others belong to faults (fault.c). */
#define SI_USER   0
#define SI_KERNEL 0x80
#define SI_QUEUE  (-1)
#define SI_TIMER  (-2)
#define SI_TKILL  (-6)

/* A signal that waits with its information. */
struct signal_item {
	struct signal_item *next;
	struct signal_queue *queue; /* where it waits; NULL: nowhere */
	bool owned;                 /* by its sender: signal_send_item() */
	unsigned overrun; /* how often it was sent again while it waited, or in vain */
	unsigned taken_overrun; /* the same, when it was taken the last time */
	/* How often it should have been sent besides, now that it is taken. NULL: never.
	 * Called under signal_lock. */
	uint64_t (*missed)(struct signal_item *item);
	struct signal_information information;
};

/* 0; also where the signal is ignored, or a standard signal that waits already.
 * -ESRCH: no such thread. -EAGAIN: a real-time signal that sigqueue(3) wants queued, over
 * RLIMIT_SIGPENDING; others wait without their information then. */
int signal_send(int thread, const struct signal_information *information);

/* The same with an item of the sender's, which stays its own, so that this can't fail for
 * lack of one; `expirations` (1 or more) at once. True: it waits now, and all but one
 * expiration are its overrun. False: it waited before, or the signal is ignored, and all
 * of them are added; or the thread is gone. An item waits even where another of its
 * signal does. Its `information` may change only while it doesn't wait. */
bool signal_send_item(int thread, struct signal_item *item, uint64_t expirations);

/* It doesn't wait any more, and has never been sent (timer_delete(2)). */
void signal_withdraw(struct signal_item *item);

/* What timer_getoverrun(2) tells. */
int signal_overrun(const struct signal_item *item);

/* A thread begins (it inherits its maker's mask), and ends: what was sent to it is
 * dropped, what it should have taken for the process goes to another thread. */
void signal_thread_begin(struct thread *thread, const struct thread *maker) WEAK;
void signal_thread_end(struct thread *thread) WEAK;

#pragma GCC visibility pop
#endif
