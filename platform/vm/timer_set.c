/* SPDX-License-Identifier: ISC */
/* platform_timer_set: the core keeps it. */
#include "vm.h"

void vm_timer_set(uint64_t deadline)
{
	VM_USES(timer);
	VM_USES(clock);
	vm_gate1(GATE_TIMER, deadline);
}
