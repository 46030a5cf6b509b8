/* SPDX-License-Identifier: ISC */
/*
 * mincore(2).
 */
#include "mem/mapping.h"
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"

#define PIECE 256 /* pages that are looked at with the lock held */

/* The pages from `start` to `end` - 1 of an area (NULL: the image); what the platform has
 * nothing of has no pages. */
static int look_at(const struct vma *vma, uintptr_t start, uintptr_t end, uint8_t *vector)
{
	if (vma && mapping_is_paged(vma))
		mapping_resident(vma, start, end, vector);
	else if (!vma || (vma->flags & VMA_MAPPED))
		return platform_memory_resident(0, (void *)start, end - start, vector);
	else
		memset(vector, 0, (end - start) / PLATFORM_PAGE);
	return 0;
}

/* A byte for each page; -ENOMEM: there is a hole. */
static int look(uintptr_t start, uintptr_t end, uint8_t *vector)
{
	int result = space_begin();

	if (!result && !space_is_covered(start, end - start))
		result = -ENOMEM;
	while (!result && start < end) {
		const struct vma *vma =
		        space_is_image(start) ? NULL : vma_find(&space, start);
		uintptr_t next = vma && vma->end < end ? vma->end : end;
		result = look_at(vma, start, next, vector);
		vector += (next - start) / PLATFORM_PAGE;
		start = next;
	}
	return result;
}

static int copy_resident(uintptr_t start, uintptr_t end, uint8_t *to)
{
	uint8_t vector[PIECE];
	int result = 0;

	while (start < end && !result) {
		size_t pages = (end - start) / PLATFORM_PAGE;
		if (pages > PIECE)
			pages = PIECE;
		lock_acquire(&space_lock);
		result = look(start, start + pages * PLATFORM_PAGE, vector);
		lock_release(&space_lock);
		if (!result)
			result = copy_out(to, vector, pages);
		start += pages * PLATFORM_PAGE;
		to += pages;
	}
	return result;
}

/* full */
long sys_mincore(uintptr_t start, size_t length, uint8_t *vector)
{
	const uintptr_t user_end = 1ul << 47;

	if (!page_aligned(start))
		return -EINVAL;
	if (start > user_end || length > user_end - start)
		return -ENOMEM;
	if ((uintptr_t)vector > user_end)
		return -EFAULT;
	enter();
	return leave(copy_resident(start, start + page_round(length), vector));
}
