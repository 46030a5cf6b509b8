/* SPDX-License-Identifier: ISC */
/*
 * Times between the program's struct timespec and nanoseconds.
 */
#include "clock.h"

int timespec_in(uint64_t *time, const struct __kernel_timespec *from)
{
	struct __kernel_timespec copy;

	if (copy_in(&copy, from, sizeof copy))
		return -EFAULT;
	if (copy.tv_sec < 0 || (uint64_t)copy.tv_nsec >= SECOND)
		return -EINVAL;
	*time = UINT64_MAX;
	if ((uint64_t)copy.tv_sec < UINT64_MAX / SECOND)
		*time = (uint64_t)copy.tv_sec * SECOND + (uint64_t)copy.tv_nsec;
	return 0;
}

int timespec_out(struct __kernel_timespec *to, uint64_t time)
{
	struct __kernel_timespec copy = {(long long)(time / SECOND),
	                                 (long long)(time % SECOND)};

	return copy_out(to, &copy, sizeof copy);
}

uint64_t deadline_after(uint64_t time)
{
	uint64_t now = platform_clock_monotonic();

	return time > UINT64_MAX - now ? UINT64_MAX : now + time;
}
