/* SPDX-License-Identifier: ISC */
/* platform_signals_take: what the power button has sent. */
#include "vm.h"

uint64_t vm_signals_take(void)
{
	VM_USES(signals_take);
	return (uint64_t)vm_gate0(GATE_SIGNALS_TAKE);
}
