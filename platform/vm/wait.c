/* SPDX-License-Identifier: ISC */
/*
 * platform_wait. The core knows of device completions, not of what they mean: whether one
 * of them is input on the console or the end of a disk's request, their drivers tell, in
 * a program that has them.
 */
#include "block.h"
#include "console.h"

/* Those of `events` that the drivers know of. */
static unsigned drivers_ready(unsigned events)
{
	unsigned ready = 0;
	if (vm_console_pending && (events & PLATFORM_EVENT_CONSOLE) &&
	    vm_console_pending())
		ready |= PLATFORM_EVENT_CONSOLE;
	if (vm_block_pending && (events & PLATFORM_EVENT_BLOCK) && vm_block_pending())
		ready |= PLATFORM_EVENT_BLOCK;
	return ready;
}

unsigned vm_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop)
{
	VM_USES(wait);
	const unsigned drivers = PLATFORM_EVENT_CONSOLE | PLATFORM_EVENT_BLOCK;
	unsigned queue = events & drivers ? EVENT_QUEUE : 0;
	for (;;) {
		unsigned ready = drivers_ready(events);
		unsigned found =
		        (unsigned)vm_gate3(GATE_WAIT, (events & ~drivers) | queue,
		                           ready ? 0 : deadline, (uintptr_t)stop);
		ready |= found & events & ~drivers;
		if (ready || !found)
			return ready;
	}
}
