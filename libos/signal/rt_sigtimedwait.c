/* SPDX-License-Identifier: ISC */
/*
 * rt_sigtimedwait(2): take a signal without a handler. While the thread sleeps the
 * signals that it waits for aren't blocked, so that they are sent to it.
 */
#include "action.h"
#include "mask.h"
#include "queue.h"
#include "sched/wait.h"
#include "syscalls.h"
#include "time/clock.h"

struct wait {
	uint64_t set;
	uint64_t deadline; /* 0: don't sleep */
	struct signal_information information;
};

static int take(struct thread *thread, struct wait *wait)
{
	lock_acquire(&signal_lock);
	int signal = signal_take(thread, wait->set, ~0ull, &wait->information);
	lock_release(&signal_lock);
	return signal;
}

/* `open`: those that the thread waits for although it blocks them. */
static int sleep_with(struct thread_signals *signals, uint64_t open, uint64_t deadline)
{
	uint64_t blocked = signals->blocked;

	__atomic_store_n(&signals->waited, open, __ATOMIC_SEQ_CST);
	signal_mask_set(blocked & ~open);
	int result = thread_sleep(NULL, deadline);
	signal_mask_set(blocked);
	__atomic_store_n(&signals->waited, 0, __ATOMIC_SEQ_CST);
	return result;
}

static long wait_for_signal(void *argument)
{
	struct wait *wait = argument;
	struct thread *thread = thread_this();
	uint64_t open = thread->signals.blocked & wait->set;
	int signal = take(thread, wait), result = wait->deadline ? 0 : -ETIMEDOUT;

	while (!signal && !result) {
		result = sleep_with(&thread->signals, open, wait->deadline);
		signal = take(thread, wait);
	}
	return signal ? signal : result == -ETIMEDOUT ? -EAGAIN : -EINTR;
}

static int information_out(void *to, const struct signal_information *information)
{
	const uint64_t rest[10] = {0};

	return copy_out(to, information, sizeof *information) ||
	                       copy_out((char *)to + sizeof *information, rest,
	                                sizeof rest)
	               ? -EFAULT
	               : 0;
}

/* full */
long sys_rt_sigtimedwait(const uint64_t *set, void *information,
                         const struct __kernel_timespec *time, size_t size)
{
	struct wait wait = {.deadline = UINT64_MAX};
	uint64_t length;

	if (size != sizeof wait.set)
		return -EINVAL;
	if (copy_in(&wait.set, set, sizeof wait.set))
		return -EFAULT;
	int result = time ? timespec_in(&length, time) : 0;
	if (result)
		return result;
	if (time)
		wait.deadline = length ? deadline_after(length) : 0;
	wait.set &= ~SIGNALS_UNSTOPPABLE;
	long signal = call_blocking(wait_for_signal, &wait);
	if (signal > 0 && information && information_out(information, &wait.information))
		return -EFAULT;
	return signal;
}
