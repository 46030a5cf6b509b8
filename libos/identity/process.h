/* SPDX-License-Identifier: ISC */
/*
 * The one process, and its threads, by whose ids Linux lets a program name it too. A
 * program that can't start threads links neither their list nor its lock.
 */
#ifndef LIBOS_IDENTITY_PROCESS_H
#define LIBOS_IDENTITY_PROCESS_H

#include "sched/thread.h"

#define PROCESS 1 /* its id, its group's and its session's: it leads both */

struct thread *thread_find(int id) WEAK;
extern struct thread *threads WEAK;
extern struct lock threads_lock WEAK;

/* Between these, threads stay. Called inside. */
static inline void threads_hold(void)
{
	if (thread_find)
		lock_acquire(&threads_lock);
}

static inline void threads_release(void)
{
	if (thread_find)
		lock_release(&threads_lock);
}

/* The thread of that id, 0: the caller. NULL: none. */
static inline struct thread *thread_named(int id)
{
	struct thread *this = thread_this();

	if (id == 0 || id == this->id)
		return this;
	return thread_find ? thread_find(id) : NULL;
}

/* Is it the id of the process or of a thread (0: the caller)? Called inside. */
static inline bool process_has(int id)
{
	threads_hold();
	bool found = id == PROCESS || thread_named(id);
	threads_release();
	return found;
}

#endif
