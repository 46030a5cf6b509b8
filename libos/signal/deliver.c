/* SPDX-License-Identifier: ISC */
/*
 * Delivery: on the way out of the libos each signal that waits and isn't blocked gets its
 * handler, which is called by changing the program's registers, or its default action.
 */
#include "deliver.h"
#include "mask.h"
#include "queue.h"
#include "sched/wait.h"

struct delivery {
	struct signal_information information;
	struct action action;
};

static int take_forced(struct thread *thread, const void *vector,
                       struct signal_information *information)
{
	struct thread_signals *signals = &thread->signals;

	*information = signals->forced;
	signals->forced.signal = 0;
	if (information->signal == SIGFPE && !information->code && vector)
		information->code = signal_float_code(vector, signals->fault.cause);
	return information->signal;
}

static bool take(struct thread *thread, const void *vector, struct delivery *delivery)
{
	struct signal_information *information = &delivery->information;

	lock_acquire(&signal_lock);
	int signal = take_forced(thread, vector, information);
	if (!signal)
		signal = signal_take(thread, ~thread->signals.blocked,
		                     thread->signals.given, information);
	if (signal) {
		struct action *action = &signal_actions[signal - 1];
		delivery->action = *action;
		if (has_handler(action) && action->flags & SA_RESETHAND)
			action->handler = SIG_DFL;
	}
	lock_release(&signal_lock);
	return signal;
}

static void act_by_default(const struct platform_frame *frame, int signal)
{
	uint64_t bit = signal_bit(signal);

	if (bit & SIGNALS_IGNORED)
		return;
	if (bit & SIGNALS_REPORTED)
		signal_crash(frame, signal_reason(signal), signal);
	platform_exit(128 + signal);
}

bool signal_force(const struct signal_information *information)
{
	struct thread *thread = thread_this();
	uint64_t bit = signal_bit(information->signal);

	lock_acquire(&signal_lock);
	bool handled = has_handler(&signal_actions[information->signal - 1]) &&
	               !(thread->signals.blocked & bit);
	if (handled)
		thread->signals.forced = *information;
	lock_release(&signal_lock);
	if (handled)
		__atomic_store_n(&cpu_this()->attention, 1, __ATOMIC_RELAXED);
	return handled;
}

void signal_force_stack(const struct platform_frame *frame, int signal)
{
	const struct signal_information information = {.signal = SIGSEGV,
	                                               .code = SI_KERNEL};

	if (signal == SIGSEGV || !signal_force(&information))
		signal_crash(frame, "no stack for a signal handler, or a damaged one,",
		             SIGSEGV);
}

static void call_handler(struct platform_frame *frame, void *vector,
                         const struct delivery *delivery)
{
	struct thread_signals *signals = &thread_this()->signals;
	const struct action *action = &delivery->action;
	int signal = delivery->information.signal;
	uint64_t mask = signals->restore ? signals->saved : signals->blocked;

	if (signal_frame_push(frame, vector, &delivery->information, action, mask)) {
		signal_force_stack(frame, signal);
		return;
	}
	signals->restore = false;
	signal_mask_set(signals->blocked | action->mask |
	                (action->flags & SA_NODEFER ? 0 : signal_bit(signal)));
}

void signal_deliver(struct platform_frame *frame, void *vector)
{
	struct thread *thread = thread_this();
	struct delivery delivery;

	while ((thread->signals.forced.signal || signal_waits(thread)) &&
	       take(thread, vector, &delivery)) {
		if (has_handler(&delivery.action))
			call_handler(frame, vector, &delivery);
		else if (delivery.action.handler == SIG_DFL)
			act_by_default(frame, delivery.information.signal);
	}
	if (thread->signals.restore)
		signal_mask_restore();
}
