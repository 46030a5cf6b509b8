/* SPDX-License-Identifier: ISC */
/*
 * RLIMIT_STACK and the main stack (getrlimit(2)): linked where limits can be set. The
 * stack is mapped as far as it may grow, so a new limit maps or unmaps its lower end;
 * what has been touched stays, as on Linux.
 */
#include "identity/limit.h"
#include "space.h"

#define PIECE 256 /* pages that are looked at in one go */

/* The first page of the range that has been touched, or its end. */
static uintptr_t first_touched(uintptr_t start, uintptr_t end)
{
	uint8_t touched[PIECE];

	while (start < end) {
		size_t pages = (end - start) / PLATFORM_PAGE;
		if (pages > PIECE)
			pages = PIECE;
		if (platform_memory_resident(0, (void *)start, pages * PLATFORM_PAGE,
		                             touched))
			return start;
		for (size_t i = 0; i < pages; i++)
			if (touched[i])
				return start + i * PLATFORM_PAGE;
		start += pages * PLATFORM_PAGE;
	}
	return end;
}

static int set_low(uintptr_t low)
{
	struct stack *stack = &main_stack;

	if (low > stack->low) /* what is unmapped is the guard's */
		return space_map(stack->low, low - stack->low, 0, VMA_FIXED);
	return space_map(low, stack->low - low, PLATFORM_READ | PLATFORM_WRITE,
	                 VMA_FIXED | VMA_MAPPED | VMA_GROWSDOWN);
}

void space_limit_stack(void)
{
	struct stack *stack = &main_stack;

	lock_acquire(&space_lock);
	uint64_t size = limit_get(RLIMIT_STACK);
	uintptr_t low = stack->high - page_start(size < STACK_MOST ? size : STACK_MOST);

	if (!space_begin()) {
		low = low > stack->low ? first_touched(stack->low, low) : low;
		if (low != stack->low && !set_low(low)) {
			stack->low = low;
			if (stack->guard > low - STACK_GUARD)
				stack->guard = low - STACK_GUARD;
		}
	}
	lock_release(&space_lock);
}
