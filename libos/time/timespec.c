/* SPDX-License-Identifier: ISC */
/*
 * Times between the program's structures and nanoseconds.
 */
#include "clock.h"

bool timespec_read(uint64_t *time, const struct __kernel_timespec *from)
{
	if (from->tv_sec < 0 || (uint64_t)from->tv_nsec >= SECOND)
		return false;
	*time = UINT64_MAX;
	if ((uint64_t)from->tv_sec < UINT64_MAX / SECOND)
		*time = (uint64_t)from->tv_sec * SECOND + (uint64_t)from->tv_nsec;
	return true;
}

int timespec_in(uint64_t *time, const struct __kernel_timespec *from)
{
	struct __kernel_timespec copy;

	if (copy_in(&copy, from, sizeof copy))
		return -EFAULT;
	return timespec_read(time, &copy) ? 0 : -EINVAL;
}

struct __kernel_timespec timespec_of(uint64_t time)
{
	return (struct __kernel_timespec){(long long)(time / SECOND),
	                                  (long long)(time % SECOND)};
}

int timespec_out(struct __kernel_timespec *to, uint64_t time)
{
	struct __kernel_timespec copy = timespec_of(time);

	return copy_out(to, &copy, sizeof copy);
}

struct __kernel_old_timeval timeval_of(uint64_t time)
{
	return (struct __kernel_old_timeval){(long)(time / SECOND),
	                                     (long)(time % SECOND / MICROSECOND)};
}

uint64_t deadline_after(uint64_t time)
{
	uint64_t now = platform_clock_monotonic();

	return time > UINT64_MAX - now ? UINT64_MAX : now + time;
}

uint64_t time_left(uint64_t deadline)
{
	uint64_t now = platform_clock_monotonic();

	return now < deadline ? deadline - now : 0;
}
