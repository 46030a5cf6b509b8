/* SPDX-License-Identifier: ISC */
/* platform_memory_discard: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_discard(unsigned space, void *address, size_t length)
{
	VM_USES(discard);
	if (space)
		return -EINVAL;
	return (int)vm_gate2(GATE_DISCARD, (uintptr_t)address, length);
}
