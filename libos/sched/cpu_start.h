/* SPDX-License-Identifier: ISC */
/*
 * Starting CPUs, and what only several of them need. Linked where threads are made.
 */
#ifndef LIBOS_SCHED_CPU_START_H
#define LIBOS_SCHED_CPU_START_H

#include "sched/lock.h"

#pragma GCC visibility push(hidden)

/* One more, if there is one; it looks for threads at once. Called inside, with any lock
 * but memory_lock held. */
void cpu_start_next(void) WEAK;

/* Wait for a lock that another CPU holds. */
void lock_spin(struct lock *lock) WEAK;

#pragma GCC visibility pop
#endif
