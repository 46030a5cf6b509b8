/* SPDX-License-Identifier: ISC */
/*
 * Who the process is: number 1, alone, without a parent, leader of its group and session.
 * getpid(2), getppid(2), getpgid(2), getpgrp(2), getsid(2), setpgid(2), setsid(2).
 */
#include "identity/process.h"
#include "syscalls.h"

/* full */
long sys_getpid(void)
{
	return PROCESS;
}

/* full */
long sys_getppid(void)
{
	return 0;
}

static long own(int process)
{
	enter();
	return leave(process_has(process) ? PROCESS : -ESRCH);
}

/* full */
long sys_getpgid(int process)
{
	return own(process);
}

/* full */
long sys_getpgrp(void)
{
	return PROCESS;
}

/* full */
long sys_getsid(int process)
{
	return own(process);
}

/* full */
long sys_setpgid(int process, int group)
{
	if (group < 0)
		return -EINVAL;
	if (process == 0 || process == PROCESS)
		return -EPERM; /* a session leader keeps its group */
	long result = own(process);
	return result < 0 ? result : -EINVAL; /* a thread isn't a process */
}

/* full */
long sys_setsid(void)
{
	return -EPERM;
}
