/* SPDX-License-Identifier: ISC */
/*
 * Entries of ring 3's page tables, for space.c and share.c.
 *
 * A leaf entry, or an entry higher up that stands for its whole span, holds
 *	READ, WRITE, EXECUTE	what ring 3 may do
 *	SEALED			nobody changes it any more
 *	LAZY			zero pages that nobody has touched yet: no address in it
 *	OWNED			the page goes back to the pool when unmapped
 *	FILE			unless other entries show it, too; it is never executable
 *	COPY			a write gives it a page of its own
 * and is present exactly if it is not LAZY and allows an access. 0: nothing is mapped.
 * Higher up, a present entry is always a pointer to a table, and one that isn't is LAZY
 * or 0.
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include "space.h"

#define READ       (1ul << 52)
#define WRITE      (1ul << 53)
#define EXECUTE    (1ul << 54)
#define SEALED     (1ul << 55)
#define LAZY       (1ul << 56)
#define OWNED      (1ul << 57)
#define FILE       (1ul << 58)
#define COPY       (1ul << 59)
#define ADDRESS    0x000ffffffffff000ul
#define PROTECTION (READ | WRITE | EXECUTE)

#define PROTECTION_FILE 64u /* becomes FILE, in MAP */

static inline uint64_t protection_bits(unsigned protection)
{
	return (uint64_t)protection << 52;
}

static inline void flush_page(uint64_t address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* The entry with its hardware bits brought in line with its own. */
uint64_t finish(uint64_t entry);

/* The last-level entry for an address, with the tables above it; NULL: no memory. */
uint64_t *leaf(uint64_t address);

/* What an address's entry says, wherever it stands. */
uint64_t look(uint64_t address);

/* Arguments of a memory call; `image`: the image's own pages may be meant, too. */
int range_check(uint64_t address, uint64_t length, unsigned protection, bool image);

/* Change a range that was checked, unless a part of it is sealed. */
enum change { CHECK, MAP, PROTECT, UNMAP, SEAL, DISCARD };
int space_change(uint64_t address, uint64_t length, enum change change,
                 unsigned protection);

/* share.c, where it is linked. An OWNED entry goes; one that is OWNED or COPY is to read
 * as zero, and what it becomes is returned; an entry that isn't LAZY is accessed
 * (PLATFORM_ERROR_WRITE): 0, -ENOMEM. */
void page_put(uint64_t entry);
uint64_t page_discard(uint64_t entry);
int page_copy(uint64_t address, uint64_t entry, unsigned access);

#endif
