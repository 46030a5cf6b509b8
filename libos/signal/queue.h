/* SPDX-License-Identifier: ISC */
/*
 * Signals that wait, of a thread or of the process. Lock: signal_lock.
 */
#ifndef LIBOS_SIGNAL_QUEUE_H
#define LIBOS_SIGNAL_QUEUE_H

#include "send.h"

#pragma GCC visibility push(hidden)

/* send.c: sent to the process. */
extern struct signal_queue signal_process;
/* event/signalfd4.c: a signal has become pending. Called with signal_lock. */
void signal_watchers_tell(void) WEAK;
/* Let threads look that don't block these. */
void signal_alert_process(uint64_t set);

static inline uint64_t signal_pending(const struct signal_queue *queue)
{
	return __atomic_load_n(&queue->pending, __ATOMIC_SEQ_CST);
}

/* An item for a signal that is sent, or NULL: there are too many, or no memory. `forced`:
 * the limit doesn't hold. */
struct signal_item *signal_item_make(bool forced);

unsigned long signals_queued(void) WEAK; /* items in use */

/* At the end; it becomes pending. */
void signal_queue_add(struct signal_queue *queue, struct signal_item *item);
/* It becomes pending, without information. */
void signal_queue_mark(struct signal_queue *queue, int signal);
/* The next signal of `set` that waits for the thread or for the process: its number, and
 * its information. Of those of the process, only `of_process`. Faults' signals are first,
 * then the lowest number. 0: none. */
int signal_take(struct thread *thread, uint64_t set, uint64_t of_process,
                struct signal_information *information);
/* Drop those of the set. */
void signal_queue_flush(struct signal_queue *queue, uint64_t set);
/* It was sent `times` more: DELAYTIMER_MAX at most are counted. */
void signal_item_overrun(struct signal_item *item, uint64_t times);
/* Take an item out. */
void signal_queue_remove(struct signal_queue *queue, struct signal_item *item);

#pragma GCC visibility pop
#endif
