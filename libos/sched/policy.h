/* SPDX-License-Identifier: ISC */
/*
 * The policies of sched(7) that a thread may have.
 */
#ifndef LIBOS_SCHED_POLICY_H
#define LIBOS_SCHED_POLICY_H

#include "sched/thread.h"
#include <linux/sched.h>
#include <linux/sched/types.h>

#define PRIORITY_MAX 99 /* of the real-time policies, from 1 */

typedef __typeof__(((struct thread *)0)->schedule) schedule_of_thread;

static inline bool policy_is_fair(int policy)
{
	return policy == SCHED_NORMAL || policy == SCHED_BATCH;
}

static inline bool policy_is_real_time(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* What a new thread of this one begins with; SCHED_RESET_ON_FORK keeps it from more than
 * the ordinary. */
static inline schedule_of_thread schedule_inherited(const struct thread *parent)
{
	schedule_of_thread schedule = parent->schedule;

	if (!(schedule.policy & SCHED_RESET_ON_FORK))
		return schedule;
	schedule.policy &= ~SCHED_RESET_ON_FORK;
	if (policy_is_real_time(schedule.policy))
		return (schedule_of_thread){.policy = SCHED_NORMAL};
	if (schedule.nice < 0)
		schedule.nice = 0;
	return schedule;
}

static inline bool policy_is_settable(int policy)
{
	return policy_is_fair(policy) || policy_is_real_time(policy) ||
	       policy == SCHED_IDLE;
}

#endif
