/* SPDX-License-Identifier: ISC */
/*
 * Events from the platform: on the way out of the libos, and in the idle loop.
 */
#include "sched/idle.h"
#include "sched/leave.h"
#include "sched/ready.h"
#include "sched/timer.h"
#include "sched/wait.h"

unsigned events_waited(void)
{
	unsigned events = 0;

	if (console_waited && console_waited())
		events |= PLATFORM_EVENT_CONSOLE;
	if (disks_waited && disks_waited())
		events |= PLATFORM_EVENT_BLOCK;
	return events;
}

static void take_up(unsigned events)
{
	if ((events & PLATFORM_EVENT_CONSOLE) && console_arrived)
		console_arrived();
	if ((events & PLATFORM_EVENT_BLOCK) && disks_arrived)
		disks_arrived();
}

/* While threads run nobody is told of input or of disks: look, as often as time slices
 * end. */
static void look_outside(struct cpu *cpu, unsigned events)
{
	take_up(platform_wait(events, 0, &cpu->attention));
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
	take_up(events);
	if ((events & PLATFORM_EVENT_SIGNAL) && signal_outside)
		signal_outside();
	if (!cpu->thread)
		return;
	ready_share(cpu);
	unsigned waited = cpu->slice ? 0 : events_waited();
	if (waited)
		look_outside(cpu, waited);
	if (ready_waiting(cpu) && !cpu->slice)
		slice_begin(cpu);
	if (timers_any(cpu))
		timer_arm(cpu, timers_first(cpu));
}
