/* SPDX-License-Identifier: ISC */
/* platform_cpu_pointer_set: as thread_pointer_set.c, for the base of GS. */
#include "vm.h"

void vm_cpu_pointer_set(uintptr_t value)
{
	VM_USES(thread_pointer);
	if (vm_boot_page->features & VM_FEATURE_FSGSBASE)
		__asm__ volatile("wrgsbase %0" : : "r"(value) : "memory");
	else
		vm_gate2(GATE_THREAD_POINTER, value, 1);
}
