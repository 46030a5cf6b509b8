/* SPDX-License-Identifier: ISC */
/*
 * rt_sigprocmask(2), rt_sigpending(2).
 */
#include "action.h"
#include "sched/cpu.h"
#include "syscalls.h"

LINKS(signal_queue);

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };

long sys_rt_sigprocmask(int how, const uint64_t *new, uint64_t *old, size_t size)
{
	uint64_t mask, before = thread_this()->signals_blocked;

	if (size != sizeof mask || (new && (how < SIG_BLOCK || how > SIG_SETMASK)))
		return -EINVAL;
	if (new &&copy_in(&mask, new, sizeof mask))
		return -EFAULT;
	if (old && copy_out(old, &before, sizeof before))
		return -EFAULT;
	if (!new)
		return 0;
	enter();
	signal_block(how == SIG_BLOCK     ? before | mask
	             : how == SIG_UNBLOCK ? before & ~mask
	                                  : mask);
	return leave(0);
}

long sys_rt_sigpending(uint64_t *set, size_t size)
{
	uint64_t pending =
	        thread_this()->signals_pending & thread_this()->signals_blocked;

	if (size > sizeof pending)
		return -EINVAL;
	return copy_out(set, &pending, size);
}
