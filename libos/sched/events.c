/* SPDX-License-Identifier: ISC */
/*
 * Events from the platform: on the way out of the libos, and in the idle loop.
 */
#include "sched/idle.h"
#include "sched/leave.h"
#include "sched/ready.h"
#include "sched/timer.h"
#include "sched/wait.h"

/* While threads run nobody is told of input: look, as often as time slices end. */
static void look_for_input(struct cpu *cpu)
{
	if (platform_wait(PLATFORM_EVENT_CONSOLE, 0, &cpu->attention) &
	    PLATFORM_EVENT_CONSOLE)
		console_arrived();
	cpu->armed = TIMER_NEVER;
	slice_begin(cpu);
}

/* The timer has come: is it for the end of the time slice? */
static void look_at_slice(struct cpu *cpu)
{
	cpu->armed = TIMER_NEVER;
	if (!cpu->slice)
		return;
	if (platform_clock_monotonic() < cpu->slice_end) {
		timer_arm(cpu, cpu->slice_end);
	} else if (cpu->slice_older) {
		cpu->slice_older = false;
		slice_begin(cpu);
	} else {
		cpu->slice_over = true;
		cpu->slice = false;
	}
}

void events_handle(struct cpu *cpu, unsigned events)
{
	/* an upcall may add some at any time */
	events |= __atomic_exchange_n(&cpu->events, 0, __ATOMIC_RELAXED);
	if (events & PLATFORM_EVENT_TIMER)
		look_at_slice(cpu);
	timers_expire(cpu);
	if ((events & PLATFORM_EVENT_CONSOLE) && console_arrived)
		console_arrived();
	if ((events & PLATFORM_EVENT_SIGNAL) && signal_outside)
		signal_outside();
	if (!cpu->thread)
		return;
	ready_share(cpu);
	if (console_waited && console_waited() && !cpu->slice)
		look_for_input(cpu);
	if (ready_waiting(cpu) && !cpu->slice)
		slice_begin(cpu);
	if (timers_any(cpu))
		timer_arm(cpu, timers_first(cpu));
}
