/* SPDX-License-Identifier: ISC */
/*
 * gettimeofday(2), time(2). The time zone is UTC.
 */
#include "clock.h"
#include "syscalls.h"

long sys_gettimeofday(struct __kernel_old_timeval *to, int zone[2])
{
	uint64_t now = platform_clock_wall();
	struct __kernel_old_timeval time = {(long)(now / SECOND),
	                                    (long)(now % SECOND / 1000)};
	static const int utc[2];

	if (to && copy_out(to, &time, sizeof time))
		return -EFAULT;
	return zone ? copy_out(zone, utc, sizeof utc) : 0;
}

long sys_time(long *to)
{
	long seconds = (long)(platform_clock_wall() / SECOND);

	if (to && copy_out(to, &seconds, sizeof seconds))
		return -EFAULT;
	return seconds;
}
