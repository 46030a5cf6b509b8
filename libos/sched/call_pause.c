/* SPDX-License-Identifier: ISC */
/*
 * In the middle of a call that takes long, a copy of many megabytes say: what the way out
 * would do otherwise, but for signals. Called inside, without a lock.
 */
#include "sched/idle.h"
#include "sched/wait.h"

bool call_pause(void)
{
	struct cpu *cpu = cpu_this();

	if (!__atomic_load_n(&cpu->attention, __ATOMIC_RELAXED))
		return false;
	if (cpu->events)
		events_handle(cpu, 0);
	if (cpu->slice_over)
		thread_yield();
	return signal_waits && signal_waits(thread_this());
}
