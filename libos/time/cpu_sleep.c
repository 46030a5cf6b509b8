/* SPDX-License-Identifier: ISC */
/*
 * Sleeping until a clock of processor time shows a moment, because others run.
 * Lock: the sleeper's, below timer_lock.
 */
#include "interval_timer.h"
#include "sleep.h"

struct sleeper {
	struct interval_timer timer; /* first */
	struct lock lock;
	struct thread *thread;
	bool over;
};

static void expired(struct interval_timer *timer, uint64_t count)
{
	struct sleeper *sleeper = (struct sleeper *)timer;

	lock_acquire(&sleeper->lock);
	sleeper->over = true;
	lock_release(&sleeper->lock);
	thread_wake(sleeper->thread);
}

long cpu_sleep_until(void *argument)
{
	const struct sleep_call *call = argument;
	struct sleeper sleeper = {
	        .timer = {.expired = expired, .at = TIMER_NEVER, .counts = true},
	        .thread = thread_this()};
	int result = 0;

	if (!cpu_clock_find(&sleeper.timer.clock, call->clock, false))
		return -EINVAL; /* the thread has ended */
	interval_timer_set(&sleeper.timer, call->deadline, 0);
	lock_acquire(&sleeper.lock);
	while (!sleeper.over && !result) {
		result = thread_sleep(&sleeper.lock, TIMER_NEVER);
		lock_acquire(&sleeper.lock);
	}
	lock_release(&sleeper.lock);
	interval_timer_clear(&sleeper.timer);
	uint64_t now = interval_timer_now(&sleeper.timer);
	cpu_clock_drop(&sleeper.timer.clock);
	if (sleeper.over)
		return 0;
	return sleep_interrupted(call, result,
	                         call->deadline > now ? call->deadline - now : 0);
}
