/* SPDX-License-Identifier: ISC */
/*
 * Pages for the libos itself: taken from its region from low to high, given on first
 * touch, and kept. Tables and slabs are made of them. Lock: memory_lock; may be taken
 * under any other lock.
 */
#include "memory.h"
#include "sched/lock.h"

static struct lock memory_lock;
static size_t used;

struct region memory_region(void)
{
	uintptr_t low = platform_information.space_low;
	size_t space = platform_information.space_high - low;
	size_t size = space / 64 < MEMORY_REGION ? space / 64 : MEMORY_REGION;

	size &= -(size_t)PLATFORM_PAGE;
	low += seed_word(2) % (space / 64) & -(uintptr_t)PLATFORM_PAGE;
	return (struct region){low, low + size};
}

size_t memory_mapped(void)
{
	return used;
}

void *memory_map(size_t size)
{
	struct region region = memory_region();
	void *result = NULL;

	size = (size + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
	lock_acquire(&memory_lock);
	void *place = (void *)(region.low + used);
	if (size <= region.high - region.low - used &&
	    !platform_memory_map(0, place, size, PLATFORM_READ | PLATFORM_WRITE)) {
		result = place;
		used += size;
	}
	lock_release(&memory_lock);
	return result;
}
