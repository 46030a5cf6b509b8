/* SPDX-License-Identifier: ISC */
/* What boot.c found out, for the rest of the core. Constant once ring 3 runs, except
 * where said. */
#ifndef CORE_BOOT_H
#define CORE_BOOT_H

#include "core.h"

#define COMMAND_LINE_SIZE \
	PAGE             /* with the NUL; the page is shared with ring 3, read-only */
#define MEMORY_RANGES 32 /* of the monitor's memory map; further ones are left unused */

/* Xen's public/arch-x86/hvm/start_info.h, version 1 */
struct hvm_start_info {
	uint32_t magic, version, flags, modules;
	uint64_t module_list, command_line, acpi, memory_map;
	uint32_t memory_map_entries, reserved;
};
#define HVM_START_MAGIC 0x336ec578u

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

/* module.c: keep what the monitor has loaded beside the image out of the memory that is
 * given away. */
void module_pvh(const struct hvm_start_info *info);
void module_linux(const char *params); /* struct boot_params */
/* Map it for ring 3, read-only, at the first call. *address is 0 where there is none. */
uint64_t module_map(uint64_t *address); /* its bytes */

/* Symbols of the linker script, at link-time addresses plus wherever the core runs. */
extern char image_start[], text_start[], text_end[], bss_end[], vm_start[];

#endif
