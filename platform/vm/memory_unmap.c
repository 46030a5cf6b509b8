/* SPDX-License-Identifier: ISC */
/* platform_memory_unmap: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_unmap(unsigned space, void *address, size_t length)
{
	VM_USES(unmap);
	if (space)
		return -EINVAL;
	return (int)vm_gate2(GATE_UNMAP, (uintptr_t)address, length);
}
