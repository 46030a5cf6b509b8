/* SPDX-License-Identifier: ISC */
/*
 * A CPU without work sleeps in the platform until something happens. Who makes a thread
 * ready for it looks at `sleeping` after that, and a CPU looks at its queue after having
 * set it, so that one of them sees the other.
 */
#include "sched/idle.h"
#include "sched/ready.h"
#include "sched/timer.h"
#include "sched/wait.h"

static void sleep(struct cpu *cpu)
{
	unsigned events = 0, wanted = PLATFORM_EVENT_SIGNAL | PLATFORM_EVENT_PEER |
	                              PLATFORM_EVENT_TIMER;

	wanted |= events_waited();
	__atomic_store_n(&cpu->sleeping, true, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&cpu->ready_count, __ATOMIC_SEQ_CST))
		events = platform_wait(wanted, timers_first(cpu), &cpu->attention);
	__atomic_store_n(&cpu->sleeping, false, __ATOMIC_SEQ_CST);
	cpu->armed = TIMER_NEVER;
	cpu->slice = false;
	__atomic_store_n(&cpu->attention, 0, __ATOMIC_SEQ_CST);
	events_handle(cpu, events);
}

void idle_loop(void)
{
	struct cpu *cpu = cpu_this();

	for (;;) {
		struct thread *next = ready_take(cpu);
		if (next)
			schedule_from_idle(next);
		sleep(cpu);
	}
}
