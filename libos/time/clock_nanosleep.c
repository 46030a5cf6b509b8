/* SPDX-License-Identifier: ISC */
/*
 * clock_nanosleep(2). Who waits for a moment of the wall clock looks again when that is
 * set.
 */
#include "cpu_clock.h"
#include "sleep.h"
#include "syscalls.h"

static struct wait_queue wall_sleepers;

void wall_sleepers_wake(void)
{
	lock_acquire(&wall_sleepers.lock);
	queue_wake(&wall_sleepers, ~0u);
	lock_release(&wall_sleepers.lock);
}

static long wall_sleep_until(void *argument)
{
	const struct sleep_call *call = argument;
	int result = 0;

	while (!result || result == -ETIMEDOUT) {
		uint64_t now;
		lock_acquire(&wall_sleepers.lock);
		clock_now(call->clock, &now);
		if (now >= call->deadline) {
			lock_release(&wall_sleepers.lock);
			return 0;
		}
		result = queue_sleep(&wall_sleepers,
		                     clock_deadline(call->clock, call->deadline));
	}
	return sleep_interrupted(call, result, 0);
}

static int cpu_clock_check(int clock)
{
	struct cpu_clock found;

	if (clock == CLOCK_THREAD_CPUTIME_ID)
		return -EOPNOTSUPP;
	enter();
	bool good = cpu_clock_find(&found, clock, false);
	if (good)
		cpu_clock_drop(&found);
	leave(0);
	/* it would stand still meanwhile */
	return good && found.thread != thread_this() ? 0 : -EINVAL;
}

static uint64_t cpu_clock_deadline(int clock, uint64_t duration)
{
	struct cpu_clock found;
	uint64_t now = 0;

	enter();
	if (cpu_clock_find(&found, clock, false)) {
		now = cpu_clock_now(&found);
		cpu_clock_drop(&found);
	}
	leave(0);
	return duration > UINT64_MAX - now ? UINT64_MAX : now + duration;
}

/* full */
long sys_clock_nanosleep(int clock, int flags, const struct __kernel_timespec *time,
                         struct __kernel_timespec *rest)
{
	bool absolute = flags & TIMER_ABSTIME;
	struct sleep_call call = {.clock = clock, .rest = absolute ? NULL : rest};
	int result = clock_waits(clock);
	bool counts = result == -EINVAL;

	if (counts)
		result = cpu_clock_check(clock);
	if (!result)
		result = timespec_in(&call.deadline, time);
	if (result)
		return result;
	if (counts) {
		if (!absolute)
			call.deadline = cpu_clock_deadline(clock, call.deadline);
		return call_blocking(cpu_sleep_until, &call);
	}
	if (!absolute)
		call.deadline = deadline_after(call.deadline);
	return call_blocking(
	        absolute && clock_is_wall(clock) ? wall_sleep_until : sleep_until, &call);
}
