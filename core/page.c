/* SPDX-License-Identifier: ISC */
/*
 * Physical pages. What was never used is handed out from the memory map by advancing a
 * cursor, so that boot touches no page that it doesn't need; pages that came back form a
 * list through their own first words. High memory goes first: below 1 MiB lie the
 * monitor's own tables until the core has replaced them.
 */
#include "page.h"
#include "boot.h"

static struct {
	struct memory_range left[MEMORY_RANGES + 1]; /* never used yet */
	unsigned count;
	uint64_t released; /* first page of the list of released ones; 0: none */
	uint64_t free;     /* bytes of both */
} pool;

void pages_add(uint64_t start, uint64_t end)
{
	if (start >= end || pool.count == MEMORY_RANGES + 1)
		return;
	pool.left[pool.count++] = (struct memory_range){start, end};
	pool.free += end - start;
}

uint64_t pages_allocate(size_t count)
{
	for (unsigned i = 0; i < pool.count; i++) {
		struct memory_range *range = &pool.left[i];
		if ((range->end - range->start) / PAGE < count)
			continue;
		uint64_t page = range->start;
		range->start += count * PAGE;
		pool.free -= count * PAGE;
		page_clear(page, count);
		return page;
	}
	return 0;
}

uint64_t page_allocate(void)
{
	uint64_t page = pool.released;
	if (!page)
		return pages_allocate(1);
	pool.released = *(uint64_t *)physical(page);
	pool.free -= PAGE;
	page_clear(page, 1);
	return page;
}

void page_release(uint64_t page)
{
	*(uint64_t *)physical(page) = pool.released;
	pool.released = page;
	pool.free += PAGE;
}

uint64_t pages_free(void)
{
	return pool.free;
}
