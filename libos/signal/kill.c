/* SPDX-License-Identifier: ISC */
/*
 * kill(2), tkill(2), tgkill(2): there is one process, whose id is 1, and one thread.
 */
#include "sched/cpu.h"
#include "signal.h"
#include "syscalls.h"

static long send(bool found, int signal)
{
	if (signal < 0 || signal > SIGNALS)
		return -EINVAL;
	if (!found)
		return -ESRCH;
	enter();
	if (signal)
		signal_raise(signal);
	return leave(0);
}

long sys_kill(int process, int signal)
{
	return send(process == 1 || process == 0 || process == -1, signal);
}

long sys_tkill(int thread, int signal)
{
	return send(thread == thread_this()->id, signal);
}

long sys_tgkill(int process, int thread, int signal)
{
	return send(process == 1 && thread == thread_this()->id, signal);
}
