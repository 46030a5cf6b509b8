/* SPDX-License-Identifier: ISC */
/*
 * rt_sigaction(2).
 */
#include "action.h"
#include "sched/cpu.h"
#include "syscalls.h"

LINKS(signal_queue);

long sys_rt_sigaction(int signal, const struct action *new, struct action *old,
                      size_t size)
{
	struct action action;

	if (size != sizeof action.mask || signal < 1 || signal > SIGNALS)
		return -EINVAL;
	if (new && (signal == SIGKILL || signal == SIGSTOP))
		return -EINVAL;
	struct action *mine = &signal_actions[signal - 1];
	if (new &&copy_in(&action, new, sizeof action))
		return -EFAULT;
	if (old && copy_out(old, mine, sizeof *mine))
		return -EFAULT;
	if (new)
		*mine = action;
	return 0;
}
