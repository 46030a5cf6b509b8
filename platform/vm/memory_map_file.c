/* SPDX-License-Identifier: ISC */
/* platform_memory_map_file: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_map_file(unsigned space, void *address, size_t length)
{
	VM_USES(map_file);
	if (space)
		return -EINVAL;
	return (int)vm_gate2(GATE_MAP_FILE, (uintptr_t)address, length);
}
