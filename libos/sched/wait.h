/* SPDX-License-Identifier: ISC */
/*
 * Sleeping, and system calls that a signal can interrupt.
 *
 * A call that sleeps returns -EINTR when a signal with a handler came. It ends with
 * leave_restart() in place of leave(), and begins again where that says so: after a
 * handler that was set with SA_RESTART.
 */
#ifndef LIBOS_SCHED_WAIT_H
#define LIBOS_SCHED_WAIT_H

#include "sched/cpu.h"

#pragma GCC visibility push(hidden)

/* Sleep until one of PLATFORM_EVENT_* or the monotonic clock reaches `deadline` (ns;
 * UINT64_MAX: never); may return 0 early. -EINTR: a signal is waiting for leave(). */
int wait_events(unsigned events, uint64_t deadline);

static inline bool leave_restart(long result)
{
	struct cpu *cpu = cpu_this();

	cpu->inside = false;
	return cpu->attention && signal_deliver() && result == -EINTR;
}

#pragma GCC visibility pop
#endif
