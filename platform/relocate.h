/* SPDX-License-Identifier: ISC */
/*
 * The image relocates itself: adds the address where it lies to each word that holds a
 * link-time address. Both platforms do this first of all, so nothing here may need it
 * done: no calls, no constants that are pointers. A static PIE has two tables: RELR (a
 * word per address, or a bitmap of the 63 words that follow; gABI, "Relative Relocation
 * Table"), and RELA for what RELR can't express.
 */
#ifndef PLATFORM_RELOCATE_H
#define PLATFORM_RELOCATE_H

#include <elf.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)
extern const Elf64_Rela image_rela[], image_rela_end[];
extern const uint64_t image_relr[], image_relr_end[];
#pragma GCC visibility pop

static inline void relocate_rela(uint64_t base)
{
	for (const Elf64_Rela *rela = image_rela; rela < image_rela_end; rela++)
		if (ELF64_R_TYPE(rela->r_info) == R_X86_64_RELATIVE)
			*(uint64_t *)(base + rela->r_offset) =
			        base + (uint64_t)rela->r_addend;
}

static inline void relocate_relr(uint64_t base)
{
	uint64_t *place = 0;
	for (const uint64_t *relr = image_relr; relr < image_relr_end; relr++) {
		if (!(*relr & 1)) {
			place = (uint64_t *)(base + *relr);
			*place++ += base;
			continue;
		}
		uint64_t *at = place;
		for (uint64_t bits = *relr >> 1; bits; bits >>= 1, at++)
			if (bits & 1)
				*at += base;
		place += 63;
	}
}

/* `base`: where link-time address 0 lies. The tables' bounds come from the linker script,
 * not from _DYNAMIC, which lies on a page that is only there to be written. */
static inline void relocate(uint64_t base)
{
	relocate_rela(base);
	relocate_relr(base);
}

#endif
