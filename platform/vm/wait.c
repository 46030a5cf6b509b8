/* SPDX-License-Identifier: ISC */
/*
 * platform_wait. The core knows of device completions, not of what they mean: whether one
 * of them is input on the console, the console's driver tells, in a program that reads.
 */
#include "console.h"

unsigned vm_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop)
{
	VM_USES(wait);
	unsigned queue =
	        vm_console_pending && (events & PLATFORM_EVENT_CONSOLE) ? EVENT_QUEUE : 0;
	for (;;) {
		unsigned ready =
		        queue && vm_console_pending() ? PLATFORM_EVENT_CONSOLE : 0;
		unsigned found = (unsigned)vm_gate3(
		        GATE_WAIT, events | queue, ready ? 0 : deadline, (uintptr_t)stop);
		ready |= found & events;
		if (ready || !found)
			return ready;
	}
}
