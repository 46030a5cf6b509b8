/* SPDX-License-Identifier: ISC */
/*
 * platform_clock_monotonic: the clock page that the core, or KVM behind it, keeps. The
 * version is odd while it is being written and changes with every write (Linux
 * Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW).
 */
#include "vm.h"

uint64_t vm_clock_monotonic(void)
{
	VM_USES(clock);
	const volatile struct gate_clock *clock = (const void *)vm_boot_page->clock;
	for (;;) {
		uint32_t version = clock->version;
		__asm__ volatile("" : : : "memory");
		uint64_t elapsed = vm_timestamp() - clock->tsc_timestamp;
		uint64_t start = clock->system_time;
		uint32_t multiplier = clock->multiplier;
		int shift = clock->shift;
		uint32_t due = clock->due;
		__asm__ volatile("" : : : "memory");
		if (version != clock->version || (version & 1))
			continue;
		if (multiplier == 0 || (due && elapsed >> CLOCK_DUE_SHIFT >= due)) {
			vm_gate0(GATE_CLOCK);
			continue;
		}
		elapsed = shift < 0 ? elapsed >> -shift : elapsed << shift;
		return start + (uint64_t)((unsigned __int128)elapsed * multiplier >> 32);
	}
}
