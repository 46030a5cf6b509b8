/* SPDX-License-Identifier: ISC */
/* platform_exit: the machine goes off. */
#include "vm.h"

void vm_exit(int status)
{
	VM_USES(exit);
	vm_gate1(GATE_EXIT, (uint8_t)status);
	__builtin_unreachable();
}
