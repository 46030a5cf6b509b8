/* SPDX-License-Identifier: ISC */
/*
 * pause(2): until a signal has ended the program or its handler has run.
 */
#include "sched/wait.h"
#include "syscalls.h"

static long sleep_until_signal(void *unused)
{
	int result = 0;

	while (!result)
		result = thread_sleep(NULL, UINT64_MAX);
	return result == -RESTART_SYS ? -RESTART_NOHAND : result;
}

/* full */
long sys_pause(void)
{
	return call_blocking(sleep_until_signal, NULL);
}
