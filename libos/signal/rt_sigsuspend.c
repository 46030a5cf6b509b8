/* SPDX-License-Identifier: ISC */
/*
 * rt_sigsuspend(2).
 */
#include "mask.h"
#include "sched/wait.h"
#include "syscalls.h"

static long suspend(void *mask)
{
	int result = 0;

	signal_mask_begin(*(uint64_t *)mask);
	while (!result)
		result = thread_sleep(NULL, UINT64_MAX);
	return signal_mask_end(result == -RESTART_SYS ? -RESTART_NOHAND : result);
}

/* full */
long sys_rt_sigsuspend(const uint64_t *mask, size_t size)
{
	uint64_t during;

	if (size != sizeof during)
		return -EINVAL;
	if (copy_in(&during, mask, sizeof during))
		return -EFAULT;
	return call_blocking(suspend, &during);
}
