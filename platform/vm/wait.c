/* SPDX-License-Identifier: ISC */
/* platform_wait. */
#include "vm.h"

unsigned vm_wait(unsigned events, uint64_t deadline)
{
	VM_USES(wait);
	return (unsigned)vm_gate2(GATE_WAIT, events, deadline);
}
