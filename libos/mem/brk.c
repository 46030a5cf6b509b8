/* SPDX-License-Identifier: ISC */
/*
 * brk(2): a heap that grows upwards from a random place above the libos's region.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"

static struct {
	uintptr_t start, end; /* both 0 before the first call */
} heap;

static void place(void)
{
	size_t range =
	        (platform_information.space_high - platform_information.space_low) / 16;
	uintptr_t gap = (seed_word(2) >> 24) % range & -(uintptr_t)PLATFORM_PAGE;

	heap.start = heap.end = memory_region().high + gap;
}

static int move_end(uintptr_t end)
{
	uintptr_t old = page_round(heap.end), new = page_round(end);
	int result = 0;

	if (end < heap.start || !space_contains(heap.start, new - heap.start))
		return -ENOMEM;
	if (new > old && !space_is_free(old, new - old))
		return -ENOMEM;
	if (new > old)
		result = space_map(old, new - old, PLATFORM_READ | PLATFORM_WRITE, 0);
	else if (new < old)
		result = space_unmap(new, old - new);
	if (!result)
		heap.end = end;
	return result;
}

/* Returns where the heap ends: at `end`, or as before where that can't be. */
long sys_brk(uintptr_t end)
{
	enter();
	lock_acquire(&space_lock);
	if (!heap.start)
		place();
	if (!space_begin())
		move_end(end);
	lock_release(&space_lock);
	return leave((long)heap.end);
}
