/* SPDX-License-Identifier: ISC */
/* platform_memory_map: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_map(unsigned space, void *address, size_t length, unsigned protection)
{
	VM_USES(map);
	if (space)
		return -EINVAL;
	return (int)vm_gate3(GATE_MAP, (uintptr_t)address, length, protection);
}
