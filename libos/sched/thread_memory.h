/* SPDX-License-Identifier: ISC */
/*
 * Making and unmaking threads; the caller holds threads_lock.
 */
#ifndef LIBOS_SCHED_THREAD_MEMORY_H
#define LIBOS_SCHED_THREAD_MEMORY_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* A thread with an id and a stack, among all others, not running; else zeros. NULL: out
 * of memory. */
struct thread *thread_make(void);
/* No longer among them. It may still run on its stack until thread->running is false. */
void thread_unmake(struct thread *thread);

#pragma GCC visibility pop
#endif
