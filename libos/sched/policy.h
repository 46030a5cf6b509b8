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

static inline bool policy_is_settable(int policy)
{
	return policy_is_fair(policy) || policy_is_real_time(policy) ||
	       policy == SCHED_IDLE;
}

#endif
