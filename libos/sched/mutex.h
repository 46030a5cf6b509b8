/* SPDX-License-Identifier: ISC */
/*
 * Mutexes: locks that may be held while sleeping, over a transfer or a request to a
 * device. Who waits sleeps, deaf to signals, in the order of arrival. Taken only within
 * call_blocking() (wait.h), and without a spinning lock (lock.h has the order of all).
 */
#ifndef LIBOS_SCHED_MUTEX_H
#define LIBOS_SCHED_MUTEX_H

#include "sched/wait.h"

#pragma GCC visibility push(hidden)

struct mutex {
	bool held; /* by somebody; guarded by the queue's lock */
	struct wait_queue queue;
};

void mutex_acquire(struct mutex *mutex);
void mutex_release(struct mutex *mutex);

#pragma GCC visibility pop
#endif
