/* SPDX-License-Identifier: ISC */
/* platform_memory_seal: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_seal(unsigned space, void *address, size_t length)
{
	VM_USES(seal);
	if (space)
		return -EINVAL;
	return (int)vm_gate2(GATE_SEAL, (uintptr_t)address, length);
}
