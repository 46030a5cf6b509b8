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

#ifndef DT_RELR
#define DT_RELRSZ 35
#define DT_RELR   36
#endif

extern const Elf64_Dyn _DYNAMIC[] __attribute__((visibility("hidden")));

static inline void relocate_rela(uint64_t base, const Elf64_Rela *rela, uint64_t size)
{
	const Elf64_Rela *end = (const Elf64_Rela *)((const char *)rela + size);
	for (; rela < end; rela++)
		if (ELF64_R_TYPE(rela->r_info) == R_X86_64_RELATIVE)
			*(uint64_t *)(base + rela->r_offset) =
			        base + (uint64_t)rela->r_addend;
}

static inline void relocate_relr(uint64_t base, const uint64_t *relr, uint64_t size)
{
	uint64_t *place = 0;
	for (const uint64_t *end = relr + size / sizeof *relr; relr < end; relr++) {
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

/* `base`: where link-time address 0 lies. */
static inline void relocate(uint64_t base)
{
	uint64_t value[DT_RELR + 1];
	value[DT_RELA] = value[DT_RELASZ] = value[DT_RELR] = value[DT_RELRSZ] = 0;
	for (const Elf64_Dyn *d = _DYNAMIC; d->d_tag != DT_NULL; d++)
		if ((uint64_t)d->d_tag <= DT_RELR)
			value[d->d_tag] = d->d_un.d_val;
	relocate_rela(base, (const Elf64_Rela *)(base + value[DT_RELA]),
	              value[DT_RELASZ]);
	relocate_relr(base, (const uint64_t *)(base + value[DT_RELR]), value[DT_RELRSZ]);
}

#endif
