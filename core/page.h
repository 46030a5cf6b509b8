/* SPDX-License-Identifier: ISC */
/* Physical pages, what boot.c and space.c need beyond core.h. */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include "core.h"

void pages_add(uint64_t start,
               uint64_t end); /* RAM to hand out; the first added goes first */

static inline void page_fill(uint64_t page, uint64_t word) /* 512 times */
{
	void *at = physical(page);
	uint64_t count = PAGE / 8;
	__asm__ volatile("rep stosq" : "+D"(at), "+c"(count) : "a"(word) : "memory");
}

static inline void page_clear(uint64_t page, size_t count)
{
	void *at = physical(page);
	count *= PAGE / 8;
	__asm__ volatile("rep stosq" : "+D"(at), "+c"(count) : "a"(0ul) : "memory");
}

#endif
