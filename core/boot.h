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
extern uint64_t image_last; /* and behind the image; where it was linked, it is loaded */

/* Processor features: the registers of the few CPUID leaves that the core reads, once
 * (SDM vol. 2, CPUID). */
extern struct processor {
	union {
		uint32_t leaf1_c;
		struct {
			uint32_t : 21, x2apic : 1, : 2, tsc_deadline : 1, : 1,
			        xsave : 1, : 1;
			uint32_t avx : 1, : 1, rdrand : 1, hypervisor : 1;
		};
	};
	union {
		uint32_t leaf7_b;
		struct {
			uint32_t fsgsbase : 1, : 6, smep : 1, : 8, avx512 : 1, : 1,
			        rdseed : 1;
			uint32_t : 1, smap : 1, : 11;
		};
	};
	union {
		uint32_t leaf7_c;
		struct {
			uint32_t : 2, umip : 1, : 29;
		};
	};
	union {
		uint32_t leaf80000001_d;
		struct {
			uint32_t : 26, page_1g : 1, : 5;
		};
	};
} processor;
_Static_assert(sizeof(struct processor) == 16, "a word each");

/* The core's random numbers: from the processor if it has them, stirred with the clock.
 */
uint64_t random64(void);

/* Symbols of the linker script, at link-time addresses plus wherever the core runs. */
extern char image_start[], text_start[], text_end[], bss_end[], vm_start[];

#endif
