/* SPDX-License-Identifier: ISC */
/*
 * Locks of the libos, named, and the order in which they may be taken:
 *
 *	space_lock > memory_lock
 *	descriptor_lock > memory_lock
 *	terminal_lock > console_lock
 *	random_lock: nothing is taken under it
 *
 * The libos isn't preempted while it runs (cpu.h), so on one CPU a lock is always free
 * when it is taken; one that isn't is a mistake in the order, and ends the program.
 * Nobody sleeps with a lock held, but below a write to the console.
 */
#ifndef LIBOS_SCHED_LOCK_H
#define LIBOS_SCHED_LOCK_H

#include "libos.h"

struct lock {
	bool held;
};

_Noreturn void lock_twice(void) __attribute__((visibility("hidden"))); /* lock.c */

static inline void lock_acquire(struct lock *lock)
{
	if (__atomic_exchange_n(&lock->held, true, __ATOMIC_ACQUIRE))
		lock_twice();
}

static inline void lock_release(struct lock *lock)
{
	__atomic_store_n(&lock->held, false, __ATOMIC_RELEASE);
}

#endif
