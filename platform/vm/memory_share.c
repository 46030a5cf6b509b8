/* SPDX-License-Identifier: ISC */
/* platform_memory_share: the core checks everything. */
#include "vm.h"
#include <errno.h>

int vm_memory_share(unsigned space, const void *from, void *to, size_t length,
                    unsigned protection, bool private)
{
	VM_USES(share);
	if (space)
		return -EINVAL;
	return (int)vm_gate5(GATE_SHARE, (uintptr_t)from, (uintptr_t)to, length,
	                     protection, private);
}
