/* SPDX-License-Identifier: ISC */
/*
 * madvise(2): DONTNEED and FREE give pages back at once; other advice changes nothing
 * here.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

static bool known(int advice)
{
	return (advice >= MADV_NORMAL && advice <= MADV_DONTNEED) ||
	       advice == MADV_FREE || advice == MADV_DONTFORK || advice == MADV_DOFORK ||
	       (advice >= MADV_MERGEABLE && advice <= MADV_POPULATE_WRITE);
}

static int discard(uintptr_t start, size_t length)
{
	uintptr_t end = start + length;

	for (struct vma *vma = vma_find(&space, start); vma && vma->start < end;
	     vma = vma_next(vma)) {
		uintptr_t from = vma->start > start ? vma->start : start;
		uintptr_t to = vma->end < end ? vma->end : end;
		if (!(vma->flags & VMA_MAPPED) || (vma->flags & VMA_SHARED))
			continue;
		int result = platform_memory_discard(0, (void *)from, to - from);
		if (result)
			return result;
	}
	return 0;
}

static int advise(uintptr_t start, size_t length, int advice)
{
	int result = space_begin();

	if (result)
		return result;
	if (!space_contains(start, length))
		return -ENOMEM;
	if (advice == MADV_DONTNEED || advice == MADV_FREE)
		result = discard(start, length);
	return result || space_is_covered(start, length) ? result : -ENOMEM;
}

long sys_madvise(uintptr_t start, size_t length, int advice)
{
	if (!page_aligned(start) || !known(advice) || (length && !page_round(length)))
		return -EINVAL;
	if (!length)
		return 0;
	enter();
	lock_acquire(&space_lock);
	int result = advise(start, page_round(length), advice);
	lock_release(&space_lock);
	return leave(result);
}
