/* SPDX-License-Identifier: ISC */
/*
 * pause(2): until a signal has ended the program or its handler has run.
 */
#include "sched/wait.h"
#include "syscalls.h"

long sys_pause(void)
{
	enter();
	while (!wait_events(0, UINT64_MAX)) {
	}
	return leave(-EINTR);
}
