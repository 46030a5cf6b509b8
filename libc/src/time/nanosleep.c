/* SPDX-License-Identifier: ISC */
/*
 * nanosleep(2): one direct call. musl's goes through clock_nanosleep(), which brings in
 * the clocks of processor time.
 */
#include "syscall.h"
#include <time.h>

int nanosleep(const struct timespec *time, struct timespec *rest)
{
	return syscall_cp(SYS_nanosleep, time, rest);
}
