/* SPDX-License-Identifier: ISC */
/* platform_memory_move: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_move(unsigned space, void *from, void *to, size_t length)
{
	VM_USES(move);
	if (space)
		return -EINVAL;
	return (int)vm_gate3(GATE_MOVE, (uintptr_t)from, (uintptr_t)to, length);
}
