/* SPDX-License-Identifier: ISC */
/*
 * sched_yield(2).
 */
#include "sched/wait.h"
#include "syscalls.h"

static long yield(void *unused)
{
	thread_yield();
	return 0;
}

/* full */
long sys_sched_yield(void)
{
	return call_blocking(yield, NULL);
}
