/* SPDX-License-Identifier: ISC */
/*
 * exit(2), exit_group(2). Where no threads can be made they are the same.
 */
#include "sched/exit.h"
#include "syscalls.h"

/* full */
long sys_exit(int status)
{
	if (thread_exit)
		thread_exit(status & 255);
	platform_exit(status & 255);
}

/* full */
long sys_exit_group(int status)
{
	platform_exit(status & 255);
}
