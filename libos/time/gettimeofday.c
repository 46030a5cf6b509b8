/* SPDX-License-Identifier: ISC */
/*
 * gettimeofday(2), time(2). The time zone is UTC.
 */
#include "clock.h"
#include "syscalls.h"

/* full */
long sys_gettimeofday(struct __kernel_old_timeval *to, int zone[2])
{
	struct __kernel_old_timeval time = timeval_of(clock_wall());
	static const int utc[2];

	if (to && copy_out(to, &time, sizeof time))
		return -EFAULT;
	return zone ? copy_out(zone, utc, sizeof utc) : 0;
}

/* full */
long sys_time(long *to)
{
	long seconds = (long)(clock_wall() / SECOND);

	if (to && copy_out(to, &seconds, sizeof seconds))
		return -EFAULT;
	return seconds;
}
