/* SPDX-License-Identifier: ISC */
/*
 * Who the program is: process 1, alone, leader of its group and session. getpid(2),
 * getppid(2), gettid(2), set_tid_address(2), getpgid(2), getpgrp(2), getsid(2),
 * setpgid(2), setsid(2).
 */
#include "sched/thread.h"
#include "syscalls.h"

#define PROCESS 1

long sys_getpid(void)
{
	return PROCESS;
}

long sys_getppid(void)
{
	return 0;
}

long sys_gettid(void)
{
	return thread_this()->id;
}

long sys_set_tid_address(int *address)
{
	thread_this()->clear_id = address;
	return thread_this()->id;
}

static long only(int process)
{
	return process == 0 || process == PROCESS ? PROCESS : -ESRCH;
}

long sys_getpgid(int process)
{
	return only(process);
}

long sys_getpgrp(void)
{
	return PROCESS;
}

long sys_getsid(int process)
{
	return only(process);
}

long sys_setpgid(int process, int group)
{
	long result = only(process);

	return result < 0 ? result : -EPERM; /* a session leader keeps its group */
}

long sys_setsid(void)
{
	return -EPERM;
}
