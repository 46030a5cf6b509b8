/* SPDX-License-Identifier: ISC */
/*
 * Sleeping (wait.h). Who goes to sleep says so first, then looks for signals, then
 * leaves the CPU; thread_wake() in between makes schedule() return at once.
 */
#include "sched/wait.h"
#include "sched/timer.h"
#include "sched/x86_64/switch.h"

LINKS(sched_begin);
LINKS(thread_leave);

long call_blocking(long (*body)(void *), void *arguments)
{
	struct thread *thread = thread_this();
	const int *cancel = thread->cancel;
	bool again;
	long result;

	do {
		enter();
		thread->cancel = cancel;
		result = stack_call(body, arguments, thread->stack);
		/* not the handlers' that may run now */
		thread->cancel = NULL;
		result = leave(result);
		/* inside a system call instruction, the way out sees to it */
		again = is_restart(result) && !cpu_is_inside();
	} while (again);
	return result;
}

struct sleep_timer {
	struct timer timer;
	struct thread *thread;
};

static uint64_t wake(struct timer *timer)
{
	struct thread *thread = ((struct sleep_timer *)timer)->thread;

	thread->timed_out = true;
	thread_wake(thread);
	return TIMER_NEVER;
}

/* Not to sleep after all: a waker may have made it ready already. */
static void stay(struct thread *thread)
{
	uint8_t sleeping = THREAD_SLEEPING;

	if (!__atomic_compare_exchange_n(&thread->state, &sleeping, THREAD_RUNNING, false,
	                                 __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		schedule();
}

/* Cancellation isn't a reason to begin again. */
static int interrupted_now(const struct thread *thread)
{
	if (thread->deaf)
		return 0;
	if (thread->cancel && __atomic_load_n(thread->cancel, __ATOMIC_SEQ_CST))
		return -EINTR;
	return signal_waits && signal_waits(thread) ? -RESTART_SYS : 0;
}

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	struct thread *thread = thread_this();
	struct sleep_timer timer;
	int reason;

	timer.timer.expire = wake;
	timer.timer.cpu = NULL; /* the rest is timer_add()'s */
	timer.thread = thread;
	thread->timed_out = false;
	__atomic_store_n(&thread->state, THREAD_SLEEPING, __ATOMIC_SEQ_CST);
	if (lock)
		lock_release(lock);
	reason = interrupted_now(thread);
	if (reason) {
		stay(thread);
		return reason;
	}
	timer_add(&timer.timer, deadline);
	schedule();
	timer_cancel(&timer.timer);
	if (thread->timed_out)
		return -ETIMEDOUT;
	return interrupted_now(thread);
}
