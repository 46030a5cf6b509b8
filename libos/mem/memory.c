/* SPDX-License-Identifier: ISC */
/*
 * Pages for the libos itself, taken from its region from low to high and given on first
 * touch; tables and slabs are made of them. And the account: what the libos has mapped
 * and what the program was promised never exceed the machine's memory together, so that
 * memory that runs out is a result and no crash. Some of it neither may promise away, for
 * the main stack and whatever doesn't count (limits.h); the libos may use half of that,
 * to unmap when the program has taken all.
 * Lock: memory_lock; may be taken under any other lock.
 */
#include "memory.h"
#include "sched/lock.h"
#include <samara/image.h>

struct lock memory_lock;
static size_t top;  /* bytes of the region that were ever given out */
static size_t used; /* bytes of it in use */
static size_t promised;

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

size_t memory_in_use(void)
{
	const struct platform_information *information = &platform_information;

	return used + promised + information->image_end -
	       (information->image_base + IMAGE_BASE);
}

/* `own` bytes of the libos's, with their page tables, and `total` of the program's. */
static bool fits(size_t own, size_t total, size_t slack)
{
	size_t memory = platform_information.memory;

	if (memory == SIZE_MAX)
		return true;
	own += own / 512 + slack;
	return own <= memory && total <= memory - own;
}

bool memory_promise(size_t total)
{
	lock_acquire(&memory_lock);
	bool can = total <= promised ||
	           fits(used, total, MEMORY_SLACK(platform_information.memory));
	if (can)
		promised = total;
	lock_release(&memory_lock);
	return can;
}

bool memory_use(size_t size)
{
	lock_acquire(&memory_lock);
	bool can = fits(used + size, promised, MEMORY_SLACK(platform_information.memory));
	if (can)
		used += size;
	lock_release(&memory_lock);
	return can;
}

void memory_unuse(size_t size)
{
	lock_acquire(&memory_lock);
	used -= size;
	lock_release(&memory_lock);
}

unsigned memory_class(size_t size)
{
	unsigned class = 0;

	while ((size_t)PLATFORM_PAGE << class < size)
		class ++;
	return class;
}

/* Where a block of that class can lie; NULL: nowhere. */
static char *place(unsigned class)
{
	struct region region = memory_region();
	size_t span = (size_t)PLATFORM_PAGE << class;
	char *reused = memory_reuse ? memory_reuse(class) : NULL;

	if (reused || span > region.high - region.low - top)
		return reused;
	top += span;
	return (char *)region.low + top - span;
}

/* A place that can't be mapped: the last one can be taken again, another one is lost. */
static void unplace(const char *lost, unsigned class)
{
	size_t span = (size_t)PLATFORM_PAGE << class;

	if ((uintptr_t)lost + span == memory_region().low + top)
		top -= span;
}

void *memory_map(size_t size)
{
	size_t slack = MEMORY_SLACK(platform_information.memory) / 2;
	unsigned class = memory_class(size);
	char *result = NULL;

	size = (size + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
	lock_acquire(&memory_lock);
	if (fits(used + size, promised, slack))
		result = place(class);
	if (result &&
	    platform_memory_map(0, result, size, PLATFORM_READ | PLATFORM_WRITE)) {
		unplace(result, class);
		result = NULL;
	}
	if (result)
		used += size;
	lock_release(&memory_lock);
	return result;
}

void memory_forget(size_t size)
{
	used -= size;
}
