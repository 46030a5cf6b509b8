/* SPDX-License-Identifier: ISC */
/*
 * brk(2): a heap that grows upwards from a random place above the libos's region. Returns
 * where it ends: where it was told to, or as before where that can't be.
 */
#include "space.h"
#include "space_call.h"
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

void brk_range(uintptr_t *start, uintptr_t *end)
{
	*start = heap.start;
	*end = page_round(heap.end);
}

/* What lies above keeps a page away. */
static int grow(uintptr_t old, size_t more)
{
	if (!space_is_free(old, more + PLATFORM_PAGE) || space_is_full())
		return -ENOMEM;
	return space_map(old, more, PLATFORM_READ | PLATFORM_WRITE, space_future);
}

static int move_end(uintptr_t end)
{
	uintptr_t old = page_round(heap.end), new = page_round(end);
	int result = 0;

	if (end < heap.start || !space_contains(heap.start, new - heap.start))
		return -ENOMEM;
	if (new > old)
		result = grow(old, new - old);
	else if (new < old)
		result = space_unmap(new, old - new);
	if (!result)
		heap.end = end;
	return result;
}

static long set_end(void *argument)
{
	uintptr_t end = *(const uintptr_t *)argument;

	lock_acquire(&space_lock);
	if (!heap.start)
		place();
	uintptr_t old = page_round(heap.end);
	if (!space_begin())
		move_end(end);
	end = heap.end;
	lock_release(&space_lock);
	space_settle();
	if (page_round(end) > old && space_fills(space_future))
		space_populate(old, page_round(end) - old, PLATFORM_WRITE);
	return (long)end;
}

/* full */
long sys_brk(uintptr_t end)
{
	return space_call(set_end, &end);
}
