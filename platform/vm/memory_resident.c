/* SPDX-License-Identifier: ISC */
/* platform_memory_resident: the core answers for some pages at a time. */
#include "vm.h"
#include <errno.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

int vm_memory_resident(unsigned space, const void *address, size_t length,
                       uint8_t *vector)
{
	VM_USES(resident);
	size_t pages = length / PLATFORM_PAGE;
	if (space)
		return -EINVAL;
	for (size_t done = 0; done < pages; done += GATE_RESIDENT_PAGES) {
		size_t count = least(pages - done, GATE_RESIDENT_PAGES);
		long bits = vm_gate2(GATE_RESIDENT,
		                     (uintptr_t)address + done * PLATFORM_PAGE, count);
		if (bits < 0)
			return (int)bits;
		for (size_t page = 0; page < count; page++)
			vector[done + page] = bits >> page & 1;
	}
	return 0;
}
