/* SPDX-License-Identifier: ISC */
/* What boot.c found out, for the rest of the core. Constant once ring 3 runs, except
 * where said. */
#ifndef CORE_BOOT_H
#define CORE_BOOT_H

#include "core.h"

#define COMMAND_LINE_SIZE \
	PAGE             /* with the NUL; the page is shared with ring 3, read-only */
#define MEMORY_RANGES 32 /* of the monitor's memory map; further ones are left unused */

struct memory_range {
	uint64_t start, end; /* physical, whole pages */
};

extern char command_line[COMMAND_LINE_SIZE];
extern union boot_page {
	struct vm_boot boot;
	char page[PAGE];
} boot_page; /* shared with ring 3, read-only */

/* Usable RAM as the monitor's map gives it. */
extern struct memory_range memory_ranges[MEMORY_RANGES];
extern unsigned memory_range_count;
extern uint64_t memory_end; /* first address behind all RAM */

/* Processor features, from the few CPUID leaves that the core reads, once. */
extern struct processor {
	bool fsgsbase, smep, smap, umip, xsave, avx, avx512, rdrand, rdseed;
	bool x2apic, tsc_deadline, page_1g, hypervisor, kvm_clock, kvm_clock_stable;
} processor;

/* The core's random numbers: from the processor if it has them, stirred with the clock.
 */
uint64_t random64(void);

/* Symbols of the linker script, at link-time addresses plus wherever the core runs. */
extern char image_start[], image_end[], text_start[], text_end[], bss_end[], vm_start[];

#endif
