/* SPDX-License-Identifier: ISC */
/*
 * ppoll(2).
 */
#include "poll.h"
#include "sched/cpu.h"
#include "signal/action.h"
#include "syscalls.h"
#include "time/clock.h"

long sys_ppoll(struct pollfd *entries, unsigned long count,
               const struct __kernel_timespec *time, const uint64_t *mask, size_t size)
{
	uint64_t before = thread_this()->signals_blocked, during = before,
	         deadline = UINT64_MAX;

	if (mask && size != sizeof during)
		return -EINVAL;
	if (mask && copy_in(&during, mask, sizeof during))
		return -EFAULT;
	int result = time ? timespec_in(&deadline, time) : 0;
	if (result)
		return result;
	if (time)
		deadline = deadline_after(deadline);
	enter();
	signal_block(during);
	long ready = leave(poll_until(entries, count, deadline));
	enter();
	signal_block(before);
	return leave(ready);
}
