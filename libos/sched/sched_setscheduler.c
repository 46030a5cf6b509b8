/* SPDX-License-Identifier: ISC */
/*
 * Scheduling policies (sched(7)): sched_setscheduler(2), sched_setparam(2),
 * sched_setattr(2). They are checked as on Linux, kept with the thread and told again;
 * the scheduler serves all threads alike.
 * Lock: threads_lock.
 */
#include "identity/capable.h"
#include "identity/limit.h"
#include "identity/process.h"
#include "sched/policy.h"
#include "syscalls.h"

#define POLICY_KEEP (-1)

/* What is wanted; the policy is without SCHED_RESET_ON_FORK. */
struct wish {
	int policy; /* or POLICY_KEEP */
	int priority;
	int nice;
	bool reset;
};

/* Without the capability: only within the limits, or downwards. */
static bool modest(const struct thread *thread, const struct wish *wish)
{
	const schedule_of_thread *now = &thread->schedule;
	uint64_t highest = limit_get(RLIMIT_RTPRIO);
	int policy = now->policy & ~SCHED_RESET_ON_FORK;
	bool nicer = (uint64_t)(20 - wish->nice) <= limit_get(RLIMIT_NICE);

	if (policy_is_fair(wish->policy) && wish->nice < now->nice && !nicer)
		return false;
	if (policy_is_real_time(wish->policy)) {
		if (wish->policy != policy && !highest)
			return false;
		if (wish->priority > now->priority && (uint64_t)wish->priority > highest)
			return false;
	}
	if (policy == SCHED_IDLE && wish->policy != SCHED_IDLE &&
	    (uint64_t)(20 - now->nice) > limit_get(RLIMIT_NICE))
		return false;
	return wish->reset || !(now->policy & SCHED_RESET_ON_FORK);
}

static int change(struct thread *thread, struct wish *wish)
{
	schedule_of_thread *now = &thread->schedule;

	if (wish->policy == POLICY_KEEP) {
		wish->policy = now->policy & ~SCHED_RESET_ON_FORK;
		wish->reset = now->policy & SCHED_RESET_ON_FORK;
	}
	if (!policy_is_settable(wish->policy))
		return -EINVAL;
	if (wish->priority < 0 || wish->priority > PRIORITY_MAX ||
	    policy_is_real_time(wish->policy) != (wish->priority != 0))
		return -EINVAL;
	if (!modest(thread, wish) && !capable(CAP_SYS_NICE))
		return -EPERM;
	now->policy = wish->policy | (wish->reset ? SCHED_RESET_ON_FORK : 0);
	now->priority = wish->priority;
	if (policy_is_fair(wish->policy))
		now->nice = wish->nice;
	return 0;
}

/* sched_setscheduler() and sched_setparam(): the nice value stays. */
static long set(int id, struct wish *wish, const struct sched_param *from)
{
	struct sched_param copy;
	long result = -ESRCH;

	if (!from || id < 0)
		return -EINVAL;
	if (copy_in(&copy, from, sizeof copy))
		return -EFAULT;
	threads_hold();
	struct thread *thread = thread_named(id);
	if (thread) {
		wish->priority = copy.sched_priority;
		wish->nice = thread->schedule.nice;
		result = change(thread, wish);
	}
	threads_release();
	return result;
}

/* partial: policies are kept and told again, without effect; SCHED_DEADLINE is -EINVAL */
long sys_sched_setscheduler(int id, int policy, const struct sched_param *from)
{
	struct wish wish = {.policy = policy & ~SCHED_RESET_ON_FORK,
	                    .reset = policy & SCHED_RESET_ON_FORK};

	if (policy < 0)
		return -EINVAL;
	enter();
	return leave(set(id, &wish, from));
}

/* partial: priorities are kept and told again, without effect */
long sys_sched_setparam(int id, const struct sched_param *from)
{
	struct wish wish = {.policy = POLICY_KEEP};

	enter();
	return leave(set(id, &wish, from));
}

/* The rest of a larger structure than ours must be zeros. */
static int copy_zeros(const char *from, size_t size)
{
	char byte;

	for (size_t i = 0; i < size; i++) {
		if (copy_in(&byte, from + i, 1))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return 0;
}

static int refuse_size(struct sched_attr *from)
{
	static const uint32_t ours = sizeof *from;

	return copy_out(&from->size, &ours, sizeof ours) ? -EFAULT : -E2BIG;
}

/* The structure may be of an older or a newer Linux. */
static int copy_attributes(struct sched_attr *to, struct sched_attr *from)
{
	uint32_t size;

	if (copy_in(&size, &from->size, sizeof size))
		return -EFAULT;
	if (!size)
		size = SCHED_ATTR_SIZE_VER0;
	if (size < SCHED_ATTR_SIZE_VER0 || size > PLATFORM_PAGE)
		return refuse_size(from);
	memset(to, 0, sizeof *to);
	if (size > sizeof *to) {
		int result = copy_zeros((char *)from + sizeof *to, size - sizeof *to);
		if (result)
			return result == -E2BIG ? refuse_size(from) : result;
	}
	if (copy_in(to, from, size < sizeof *to ? size : sizeof *to))
		return -EFAULT;
	if ((to->sched_flags & SCHED_FLAG_UTIL_CLAMP) && size < sizeof *to)
		return -EINVAL;
	return 0;
}

static int change_attributes(struct thread *thread, const struct sched_attr *wanted)
{
	bool keep_policy = wanted->sched_flags & SCHED_FLAG_KEEP_POLICY;
	bool keep_values = wanted->sched_flags & SCHED_FLAG_KEEP_PARAMS;
	int nice = wanted->sched_nice;
	struct wish wish = {.policy =
	                            keep_policy ? POLICY_KEEP : (int)wanted->sched_policy,
	                    .priority = keep_values ? thread->schedule.priority
	                                            : (int)wanted->sched_priority,
	                    .nice = keep_values  ? thread->schedule.nice
	                            : nice < -20 ? -20
	                            : nice > 19  ? 19
	                                         : nice,
	                    .reset = wanted->sched_flags & SCHED_FLAG_RESET_ON_FORK};

	if (wanted->sched_flags & ~(uint64_t)SCHED_FLAG_ALL)
		return -EINVAL;
	if (wanted->sched_flags & SCHED_FLAG_UTIL_CLAMP)
		return -EOPNOTSUPP;
	return change(thread, &wish);
}

static long set_attributes(int id, struct sched_attr *from)
{
	struct sched_attr wanted;
	int result = copy_attributes(&wanted, from);

	if (result)
		return result;
	if ((int)wanted.sched_policy < 0)
		return -EINVAL;
	threads_hold();
	struct thread *thread = thread_named(id);
	result = thread ? change_attributes(thread, &wanted) : -ESRCH;
	threads_release();
	return result;
}

/* partial: kept and told again, without effect; SCHED_DEADLINE is -EINVAL, utilization
 * clamps are -EOPNOTSUPP */
long sys_sched_setattr(int id, struct sched_attr *from, unsigned flags)
{
	if (!from || id < 0 || flags)
		return -EINVAL;
	enter();
	return leave(set_attributes(id, from));
}
