/* SPDX-License-Identifier: ISC */
/*
 * prlimit(2), getrlimit(2): the limits are what the libos is built with, and can only be
 * set to what they are.
 */
#include "sched/cpu.h"
#include "syscalls.h"
#include <linux/resource.h>

#define UNLIMITED (~0ull)

static unsigned long long limit_of(unsigned resource)
{
	switch (resource) {
	case RLIMIT_STACK:
		return STACK_MAIN;
	case RLIMIT_NOFILE:
		return DESCRIPTORS_MAX;
	case RLIMIT_NPROC:
		return 1;
	case RLIMIT_CORE:
	case RLIMIT_NICE:
	case RLIMIT_RTPRIO:
		return 0;
	}
	return UNLIMITED;
}

long sys_prlimit64(int process, unsigned resource, const struct rlimit64 *new,
                   struct rlimit64 *old)
{
	unsigned long long limit = limit_of(resource);
	struct rlimit64 both = {limit, limit}, wanted;

	if (process != 0 && process != 1)
		return -ESRCH;
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (new) {
		if (copy_in(&wanted, new, sizeof wanted))
			return -EFAULT;
		if (wanted.rlim_cur > wanted.rlim_max)
			return -EINVAL;
		if (wanted.rlim_cur != limit || wanted.rlim_max != limit)
			return -EPERM;
	}
	return old ? copy_out(old, &both, sizeof both) : 0;
}

long sys_getrlimit(unsigned resource, struct rlimit64 *to)
{
	return sys_prlimit64(0, resource, NULL, to);
}
