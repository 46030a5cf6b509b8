/* SPDX-License-Identifier: ISC */
/*
 * msync(2): anonymous memory has nothing to be written to, so what is left are the
 * errors.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

static bool has_locked(uintptr_t start, uintptr_t end)
{
	for (struct vma *vma = vma_find(&space, start); vma && vma->start < end;
	     vma = vma_next(vma))
		if (vma->flags & VMA_LOCKED)
			return true;
	return false;
}

static int sync_range(uintptr_t start, size_t length, int flags)
{
	int result = space_begin();

	if (!result && (flags & MS_INVALIDATE) && has_locked(start, start + length))
		result = -EBUSY;
	if (!result && !space_is_covered(start, length))
		result = -ENOMEM;
	return result;
}

/* full */
long sys_msync(uintptr_t start, size_t length, int flags)
{
	if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) || !page_aligned(start) ||
	    ((flags & MS_ASYNC) && (flags & MS_SYNC)))
		return -EINVAL;
	length = page_round(length);
	if (start + length < start)
		return -ENOMEM;
	if (!length)
		return 0;
	enter();
	lock_acquire(&space_lock);
	int result = sync_range(start, length, flags);
	lock_release(&space_lock);
	return leave(result);
}
