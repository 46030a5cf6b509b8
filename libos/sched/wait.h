/* SPDX-License-Identifier: ISC */
/*
 * Sleeping.
 *
 * A system call that may sleep copies its arguments to a structure and goes through
 * call_blocking(), which calls its body inside the libos, on the thread's stack there.
 * The body sleeps with thread_sleep(), or one of the functions above it. When that
 * returns a RESTART code, the body returns it at once (or what it has done so far): the
 * call begins again, with the same structure, or ends with -EINTR, as signal(7) says. So
 * a time limit is made a deadline before call_blocking(), or kept in the structure.
 */
#ifndef LIBOS_SCHED_WAIT_H
#define LIBOS_SCHED_WAIT_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* Results for the way out alone; the program never sees them. */
#define RESTART_SYS    512 /* again without a handler, or after one with SA_RESTART */
#define RESTART_NOINTR 513 /* again always */
#define RESTART_NOHAND 514 /* again only without a handler; -EINTR after any */

static inline bool is_restart(long result)
{
	return result <= -RESTART_SYS && result >= -RESTART_NOHAND;
}

/* Call body(arguments) on the thread's libos stack, as often as signals make it begin
 * again. Its result. */
long call_blocking(long (*body)(void *), void *arguments);

/* Sleep until thread_wake(), a deadline (ns of the monotonic clock; UINT64_MAX: none), or
 * a signal. `lock`, which the caller holds and a waker takes, is released meanwhile, and
 * not taken again; NULL: none. 0: woken, perhaps for no reason; -ETIMEDOUT; -RESTART_SYS:
 * a signal; -EINTR: cancellation (cancel.c). */
int thread_sleep(struct lock *lock, uint64_t deadline);

/* call_pause.c: now and then in a body that takes long: let others run whose turn it is.
 * True: a signal waits, so the call should end with what it has done. */
bool call_pause(void);

/* A list of sleepers, first come, first served. A waiter lies on its thread's stack. */
struct waiter {
	struct thread *thread;
	struct waiter *next, **link; /* link NULL: has been woken, isn't in a list */
};
struct wait_queue {
	struct lock lock;
	struct waiter *first, **last;
};

/* wait_queue.c. The caller holds queue->lock; queue_sleep() releases it, and returns as
 * thread_sleep(). Woken means taken out of the list: exactly once. */
int queue_sleep(struct wait_queue *queue, uint64_t deadline);
/* The same of a queue that is guarded by another lock, which the caller holds again
 * afterwards. */
int queue_sleep_held(struct wait_queue *queue, struct lock *lock, uint64_t deadline);
unsigned queue_wake(struct wait_queue *queue, unsigned count); /* how many it woke */

/* console_wait.c: sleep until standard input has something, or as thread_sleep(). Who has
 * looked for input in vain says what console_arrivals() was before that: where it isn't
 * any more, he doesn't sleep. May return 0 early. */
int wait_console(unsigned seen, uint64_t deadline);
unsigned console_arrivals(void);
/* Somebody waits, and whatever has arrived was taken: asking below makes sense. */
bool console_waited(void) WEAK;
void console_arrived(void) WEAK; /* tell them */
void console_drained(void);      /* nothing is left of what has arrived */

/* block/request.c: requests to disks are under way; take up those that have ended. */
bool disks_waited(void) WEAK;
void disks_arrived(void) WEAK;

/* signal/, linked where the program has a say about signals: a signal waits that the
 * thread doesn't block. Any lock may be held. */
bool signal_waits(const struct thread *thread) WEAK;

#pragma GCC visibility pop
#endif
