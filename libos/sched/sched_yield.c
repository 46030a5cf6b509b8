/* SPDX-License-Identifier: ISC */
/*
 * sched_yield(2): with one thread there is nobody to yield to.
 */
#include "libos.h"
#include "syscalls.h"

long sys_sched_yield(void)
{
	return 0;
}
