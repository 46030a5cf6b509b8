/* SPDX-License-Identifier: ISC */
/*
 * Sleeping until something happens below. Called inside a system call with no lock held.
 * What wakes a sleeper besides what it waits for: a signal to it.
 */
#include "sched/wait.h"
#include "signal/signal.h"

int wait_events(unsigned events, uint64_t deadline)
{
	if (cpu_this()->attention)
		return -EINTR;
	platform_wait(events, deadline);
	return cpu_this()->attention ? -EINTR : 0;
}
