/* SPDX-License-Identifier: ISC */
/*
 * platform_vector_size: what XSAVE needs for the states that the core has enabled (Intel
 * SDM vol. 2, CPUID leaf 0xD, sub-leaf 0: ebx), or FXSAVE's 512 bytes. CPUID leaves a
 * machine and is slow, so once.
 */
#include "vm.h"
#include <cpuid.h>

#define FXSAVE_SIZE 512

size_t vm_vector_size(void)
{
	static size_t size;
	if (!size) {
		uint32_t unused, bytes = FXSAVE_SIZE;
		if (vm_boot_page->features & VM_FEATURE_XSAVE)
			__cpuid_count(0xd, 0, unused, bytes, unused, unused);
		size = (bytes + 63u) & ~63u;
	}
	return size;
}
