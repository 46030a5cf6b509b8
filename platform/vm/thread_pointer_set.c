/* SPDX-License-Identifier: ISC */
/* platform_thread_pointer_set: an instruction of its own, or the core's help on old
 * processors. */
#include "vm.h"

void vm_thread_pointer_set(uintptr_t value)
{
	VM_USES(thread_pointer);
	if (vm_boot_page->features & VM_FEATURE_FSGSBASE)
		__asm__ volatile("wrfsbase %0" : : "r"(value) : "memory");
	else
		vm_gate2(GATE_THREAD_POINTER, value, 0);
}
