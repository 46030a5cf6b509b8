/* SPDX-License-Identifier: ISC */
/* platform_memory_protect: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_protect(unsigned space, void *address, size_t length, unsigned protection)
{
	VM_USES(protect);
	if (space)
		return -EINVAL;
	return (int)vm_gate3(GATE_PROTECT, (uintptr_t)address, length, protection);
}
