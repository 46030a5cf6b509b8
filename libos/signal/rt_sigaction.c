/* SPDX-License-Identifier: ISC */
/*
 * rt_sigaction(2). Flags that Linux doesn't know are gone when the action is read again,
 * which is how a program finds out.
 */
#include "action.h"
#include "outside.h"
#include "sched/cpu.h"
#include "syscalls.h"

LINKS(signal_frame_push);
LINKS(signal_fault);

static void set(int signal, const struct action *new)
{
	struct action *action = &signal_actions[signal - 1];

	*action = *new;
	action->flags &= SA_KNOWN;
	action->mask &= ~SIGNALS_UNSTOPPABLE;
	if (signal_is_ignored(signal))
		signal_flush(signal_bit(signal));
	signal_want_action(signal, action->handler != SIG_DFL);
}

/* full */
long sys_rt_sigaction(int signal, const struct action *new, struct action *old,
                      size_t size)
{
	struct action after, before;

	if (size != sizeof after.mask)
		return -EINVAL;
	if (new &&copy_in(&after, new, sizeof after))
		return -EFAULT;
	if (signal < 1 || signal > SIGNALS ||
	    (new &&signal_bit(signal) & SIGNALS_UNSTOPPABLE))
		return -EINVAL;
	enter();
	lock_acquire(&signal_lock);
	before = signal_actions[signal - 1];
	if (new)
		set(signal, &after);
	lock_release(&signal_lock);
	return leave(old ? copy_out(old, &before, sizeof before) : 0);
}
