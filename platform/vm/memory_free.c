/* SPDX-License-Identifier: ISC */
/* platform_memory_free. */
#include "vm.h"

size_t vm_memory_free(void)
{
	VM_USES(memory_free);
	return (size_t)vm_gate0(GATE_MEMORY_FREE);
}
