/* SPDX-License-Identifier: ISC */
/* platform_exit: what was written goes out, then the machine goes off. */
#include "console.h"

void vm_exit(int status)
{
	VM_USES(exit);
	vm_console_drain();
	vm_gate1(GATE_EXIT, (uint8_t)status);
	__builtin_unreachable();
}
