/* SPDX-License-Identifier: ISC */
/*
 * gettid(2), set_tid_address(2).
 */
#include "sched/thread.h"
#include "syscalls.h"

/* full */
long sys_gettid(void)
{
	return thread_this()->id;
}

/* full */
long sys_set_tid_address(int *address)
{
	thread_this()->clear_id = address;
	return thread_this()->id;
}
