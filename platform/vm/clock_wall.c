/* SPDX-License-Identifier: ISC */
/*
 * platform_clock_wall: the monotonic clock plus a difference that the core is asked for
 * once. Steps of the host's wall clock afterwards are not followed.
 */
#include "vm.h"

uint64_t vm_clock_wall(void)
{
	VM_USES(clock_wall);
	static uint64_t difference;
	if (!difference)
		difference = (uint64_t)vm_gate0(GATE_CLOCK_WALL);
	return vm_clock_monotonic() + difference;
}
