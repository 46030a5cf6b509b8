/* SPDX-License-Identifier: ISC */
/*
 * Locks of the libos, named, and the order in which they may be taken:
 *
 *	mutexes (mutex.h) > every lock here; among them:
 *		a file's position > a file system's names > an inode's contents
 *		any of these > epoll_mutex > an epoll's > one's inside of it; a pipe's
 *	futex bucket > threads_lock > space_lock > pages_lock > memory_lock
 *	space_lock > descriptor_lock
 *	futex bucket > timer_lock, signal_lock; threads_lock > signal_lock, ready_lock
 *	descriptor_lock > memory_lock
 *	a pipe's, socket's or counter's own > a watch list > epoll's > a watch list
 *	a watch list > a watch_sleeper's > ready_lock
 *	terminal_lock > console_lock, signal_lock
 *	a disk's queue > ready_lock; a disk's writers > ready_lock
 *	a pty's own > a watch list, session_lock, signal_lock
 *	timer_lock > signal_lock > ready_lock, memory_lock; timer_lock > a watch list
 *	timerfds_lock > timer_lock, a watch list; signal_lock > a watch list
 *	a pipe's > another pipe's at a higher address
 *	identity_lock > memory_lock
 *	a list of file locks > heap_lock; host_lock: nothing is taken under it
 *	heap_lock > memory_lock, and heap_lock under any but memory_lock
 *	random_lock, limit_lock, working_lock, mounts_lock, linked_lock: nothing is taken
 *under them
 *
 * They are taken between enter() and leave(), so that who holds one isn't preempted, and
 * another CPU waits by spinning. With one CPU a lock is always free when it is taken; one
 * that isn't is a mistake in the order, and ends the program. Nobody sleeps with a lock
 * held, but below a write to the console. A page fault of a copy from or to the program
 *may take space_lock (memory_fault()), so nobody copies who holds that or what is below
 *it.
 */
#ifndef LIBOS_SCHED_LOCK_H
#define LIBOS_SCHED_LOCK_H

#include "libos.h"

struct lock {
	bool held;
};

void lock_wait(struct lock *lock) __attribute__((visibility("hidden"))); /* lock.c */

static inline void lock_acquire(struct lock *lock)
{
	if (__atomic_exchange_n(&lock->held, true, __ATOMIC_ACQUIRE))
		lock_wait(lock);
}

static inline void lock_release(struct lock *lock)
{
	__atomic_store_n(&lock->held, false, __ATOMIC_RELEASE);
}

#endif
