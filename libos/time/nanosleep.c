/* SPDX-License-Identifier: ISC */
/*
 * nanosleep(2), clock_nanosleep(2).
 */
#include "clock.h"
#include "sched/wait.h"
#include "syscalls.h"

#define TIMER_ABSTIME 1

/* Sleep until the monotonic clock reaches `deadline`. -EINTR. */
static int sleep_until(uint64_t deadline)
{
	int result = 0;

	while (!result && platform_clock_monotonic() < deadline)
		result = wait_events(0, deadline);
	return result;
}

/* -EINTR leaves what is left of the time in `rest`. */
static long sleep_for(uint64_t time, struct __kernel_timespec *rest)
{
	uint64_t deadline = deadline_after(time);
	int result = sleep_until(deadline);

	if (result && rest) {
		uint64_t now = platform_clock_monotonic();
		if (timespec_out(rest, now < deadline ? deadline - now : 0))
			return -EFAULT;
	}
	return result;
}

/* Sleep until `clock` shows `time`. */
static long sleep_absolute(int clock, uint64_t time)
{
	uint64_t now;
	int result = clock_now(clock, &now);

	if (result || time <= now)
		return result;
	return sleep_until(deadline_after(time - now));
}

long sys_nanosleep(const struct __kernel_timespec *time, struct __kernel_timespec *rest)
{
	uint64_t duration;
	int result = timespec_in(&duration, time);

	if (result)
		return result;
	enter();
	return leave(sleep_for(duration, rest));
}

long sys_clock_nanosleep(int clock, int flags, const struct __kernel_timespec *time,
                         struct __kernel_timespec *rest)
{
	uint64_t duration, now;
	int result = clock_now(clock, &now);

	/* processor time stands still while the only thread sleeps */
	if (result || clock == CLOCK_THREAD_CPUTIME_ID ||
	    clock == CLOCK_PROCESS_CPUTIME_ID)
		return -EINVAL;
	result = timespec_in(&duration, time);
	if (result)
		return result;
	enter();
	return leave(flags & TIMER_ABSTIME ? sleep_absolute(clock, duration)
	                                   : sleep_for(duration, rest));
}
