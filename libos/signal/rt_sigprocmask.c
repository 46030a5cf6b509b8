/* SPDX-License-Identifier: ISC */
/*
 * rt_sigprocmask(2), rt_sigpending(2).
 */
#include "mask.h"
#include "queue.h"
#include "syscalls.h"

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };

static int change(int how, uint64_t set, uint64_t before)
{
	switch (how) {
	case SIG_BLOCK:
		signal_mask_set(before | set);
		return 0;
	case SIG_UNBLOCK:
		signal_mask_set(before & ~set);
		return 0;
	case SIG_SETMASK:
		signal_mask_set(set);
		return 0;
	}
	return -EINVAL;
}

/* full */
long sys_rt_sigprocmask(int how, const uint64_t *new, uint64_t *old, size_t size)
{
	uint64_t set, before = thread_this()->signals.blocked;
	long result = 0;

	if (size != sizeof set)
		return -EINVAL;
	if (new &&copy_in(&set, new, sizeof set))
		return -EFAULT;
	enter();
	if (new)
		result = change(how, set, before);
	if (!result && old)
		result = copy_out(old, &before, sizeof before);
	return leave(result);
}

/* full */
long sys_rt_sigpending(uint64_t *set, size_t size)
{
	const struct thread_signals *signals = &thread_this()->signals;
	uint64_t pending =
	        (signal_pending(&signals->queue) | signal_pending(&signal_process)) &
	        signals->blocked;

	if (size > sizeof pending)
		return -EINVAL;
	return copy_out(set, &pending, size);
}
