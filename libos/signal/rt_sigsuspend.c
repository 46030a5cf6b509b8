/* SPDX-License-Identifier: ISC */
/*
 * rt_sigsuspend(2).
 */
#include "action.h"
#include "sched/wait.h"
#include "syscalls.h"

long sys_rt_sigsuspend(const uint64_t *mask, size_t size)
{
	uint64_t before = thread_this()->signals_blocked, during;

	if (size != sizeof during)
		return -EINVAL;
	if (copy_in(&during, mask, sizeof during))
		return -EFAULT;
	enter();
	signal_block(during);
	while (!cpu_this()->attention)
		wait_events(0, UINT64_MAX);
	leave(0);
	enter();
	signal_block(before);
	return leave(-EINTR);
}
