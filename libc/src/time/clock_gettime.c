/* SPDX-License-Identifier: ISC */
/*
 * clock_gettime(2): one direct call. musl's file looks for a vDSO and falls back to
 * gettimeofday on kernels that lack the call; there is neither here.
 */
#include "syscall.h"
#include <time.h>

int __clock_gettime(clockid_t clock, struct timespec *now)
{
	return syscall(SYS_clock_gettime, clock, now);
}

weak_alias(__clock_gettime, clock_gettime);
