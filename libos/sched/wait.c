/* SPDX-License-Identifier: ISC */
/*
 * Sleeping until something happens below. Called inside a system call with no lock held.
 * What wakes a sleeper besides what it waits for: a signal to it, and somebody who asks
 * the program to end, which is SIGTERM here as from any init system.
 */
#include "sched/wait.h"
#include "signal/signal.h"

int wait_events(unsigned events, uint64_t deadline)
{
	if (cpu_this()->attention)
		return -EINTR;
	if (platform_wait(events | PLATFORM_EVENT_POWER, deadline) & PLATFORM_EVENT_POWER)
		signal_raise(SIGTERM);
	return cpu_this()->attention ? -EINTR : 0;
}
