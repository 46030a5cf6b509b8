/* SPDX-License-Identifier: ISC */
/*
 * getpriority(2), setpriority(2): nice values of one thread, or of all of the process's.
 * Kept and told again; the scheduler gives everybody the same share.
 * Lock: threads_lock.
 */
#include "identity/capable.h"
#include "identity/limit.h"
#include "identity/process.h"
#include "syscalls.h"
#include <linux/resource.h>

#define NICE_MIN (-20)
#define NICE_MAX 19

/* Linux's calls count nice values down from 40, so that no result is negative. */
static int rank(const struct thread *thread)
{
	return NICE_MAX + 1 - thread->schedule.nice;
}

static bool may(const struct thread *thread, int nice)
{
	return nice >= thread->schedule.nice ||
	       (uint64_t)(NICE_MAX + 1 - nice) <= limit_get(RLIMIT_NICE) ||
	       capable(CAP_SYS_NICE);
}

static int set(struct thread *thread, int nice)
{
	if (!may(thread, nice))
		return -EACCES;
	thread->schedule.nice = nice;
	return 0;
}

/* The first thread of those that `which` and `who` mean, or NULL. */
static struct thread *first(int which, int who)
{
	if (which == PRIO_PROCESS)
		return thread_named(who);
	if (which == PRIO_PGRP ? who && who != PROCESS
	                       : who && (unsigned)who != user_real())
		return NULL;
	return thread_find ? threads : thread_this();
}

static struct thread *next(int which, const struct thread *thread)
{
	return which == PRIO_PROCESS || !thread_find ? NULL : thread->list_next;
}

static bool is_kind(int which)
{
	return which == PRIO_PROCESS || which == PRIO_PGRP || which == PRIO_USER;
}

/* full */
long sys_getpriority(int which, int who)
{
	long result = -ESRCH;

	if (!is_kind(which))
		return -EINVAL;
	enter();
	threads_hold();
	for (struct thread *t = first(which, who); t; t = next(which, t))
		if (rank(t) > result)
			result = rank(t);
	threads_release();
	return leave(result);
}

/* partial: nice values are kept and told again, without effect */
long sys_setpriority(int which, int who, int nice)
{
	long result = -ESRCH;

	if (!is_kind(which))
		return -EINVAL;
	nice = nice < NICE_MIN ? NICE_MIN : nice > NICE_MAX ? NICE_MAX : nice;
	enter();
	threads_hold();
	for (struct thread *t = first(which, who); t; t = next(which, t)) {
		int one = set(t, nice);
		if (one || result == -ESRCH)
			result = one;
	}
	threads_release();
	return leave(result);
}
