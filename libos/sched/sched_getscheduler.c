/* SPDX-License-Identifier: ISC */
/*
 * What a thread's scheduling policy is: sched_getscheduler(2), sched_getparam(2),
 * sched_getattr(2), sched_rr_get_interval(2); and which priorities a policy has:
 * sched_get_priority_max(2), sched_get_priority_min(2).
 */
#include "identity/process.h"
#include "sched/policy.h"
#include "syscalls.h"
#include <linux/time_types.h>

/* A copy of the thread's, or -EINVAL, -ESRCH. */
static int read(int id, schedule_of_thread *to)
{
	if (id < 0)
		return -EINVAL;
	threads_hold();
	struct thread *thread = thread_named(id);
	if (thread)
		*to = thread->schedule;
	threads_release();
	return thread ? 0 : -ESRCH;
}

/* full */
long sys_sched_getscheduler(int id)
{
	schedule_of_thread schedule;

	enter();
	int result = read(id, &schedule);
	return leave(result ? result : schedule.policy);
}

/* full */
long sys_sched_getparam(int id, struct sched_param *to)
{
	schedule_of_thread schedule;

	if (!to)
		return -EINVAL;
	enter();
	int result = read(id, &schedule);
	if (result)
		return leave(result);
	struct sched_param parameter = {.sched_priority = schedule.priority};
	return leave(copy_out(to, &parameter, sizeof parameter));
}

/* full */
long sys_sched_getattr(int id, struct sched_attr *to, unsigned size, unsigned flags)
{
	schedule_of_thread schedule;

	if (!to || size > PLATFORM_PAGE || size < SCHED_ATTR_SIZE_VER0 || flags)
		return -EINVAL;
	enter();
	int result = read(id, &schedule);
	if (result)
		return leave(result);
	if (size > sizeof *to)
		size = sizeof *to;
	struct sched_attr attributes = {
	        .size = size,
	        .sched_policy = schedule.policy & ~SCHED_RESET_ON_FORK,
	        .sched_flags = schedule.policy & SCHED_RESET_ON_FORK
	                               ? SCHED_FLAG_RESET_ON_FORK
	                               : 0,
	        .sched_priority = (unsigned)schedule.priority};
	if (!policy_is_real_time((int)attributes.sched_policy))
		attributes.sched_nice = schedule.nice;
	return leave(copy_out(to, &attributes, size));
}

/* full */
long sys_sched_rr_get_interval(int id, struct __kernel_timespec *to)
{
	schedule_of_thread schedule;

	enter();
	int result = read(id, &schedule);
	if (result)
		return leave(result);
	struct __kernel_timespec slice = {.tv_nsec = TIME_SLICE};
	return leave(copy_out(to, &slice, sizeof slice));
}

/* full */
long sys_sched_get_priority_max(int policy)
{
	if (policy_is_real_time(policy))
		return PRIORITY_MAX;
	return policy_is_settable(policy) || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}

/* full */
long sys_sched_get_priority_min(int policy)
{
	if (policy_is_real_time(policy))
		return 1;
	return policy_is_settable(policy) || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}
