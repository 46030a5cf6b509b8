/* SPDX-License-Identifier: ISC */
/*
 * Events: set by interrupt handlers, waited for by ring 3. Interrupts are off except
 * between `sti` and the `cli` behind `hlt`, so that none can come between the look and
 * the sleep.
 */
#include "event.h"
#include "clock.h"
#include "core.h"

static unsigned pending;

/* Without a clock in the image (boot.c) nobody can have a deadline but 0. */
__attribute__((weak)) bool clock_alarm(uint64_t deadline)
{
	return deadline != 0;
}

void event_set(unsigned events)
{
	pending |= events;
}

unsigned event_take(unsigned events)
{
	events &= pending;
	pending &= ~events;
	return events;
}

long event_wait(unsigned events, uint64_t deadline)
{
	while (!(*(volatile unsigned *)&pending & events)) {
		if (!clock_alarm(deadline))
			return 0;
		__asm__ volatile("sti; hlt; cli" : : : "memory");
	}
	return event_take(events);
}
