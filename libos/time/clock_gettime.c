/* SPDX-License-Identifier: ISC */
/*
 * clock_gettime(2), clock_getres(2).
 */
#include "clock.h"
#include "syscalls.h"

long sys_clock_gettime(int clock, struct __kernel_timespec *to)
{
	uint64_t now;
	int result = clock_now(clock, &now);

	return result ? result : timespec_out(to, now);
}

long sys_clock_getres(int clock, struct __kernel_timespec *to)
{
	uint64_t now;
	int result = clock_now(clock, &now);

	return result || !to ? result : timespec_out(to, 1);
}
