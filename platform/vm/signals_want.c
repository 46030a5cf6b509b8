/* SPDX-License-Identifier: ISC */
/* platform_signals_want: the core has the power button. */
#include "vm.h"

void vm_signals_want(uint64_t wanted)
{
	VM_USES(signals_want);
	vm_gate1(GATE_SIGNALS_WANT, wanted);
}
