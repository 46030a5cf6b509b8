/* SPDX-License-Identifier: ISC */
/*
 * RLIMIT_AS, RLIMIT_DATA and RLIMIT_MEMLOCK (getrlimit(2)): linked where they can be set.
 * Areas are counted when it matters, since that is hardly ever; the main stack isn't.
 * Lock: space_lock, held by the caller.
 */
#include "identity/limit.h"
#include "space.h"

static bool is_data(unsigned protection, unsigned flags)
{
	return (protection & PLATFORM_WRITE) && !(flags & VMA_SHARED);
}

/* An area's bytes outside of the range. */
static size_t outside(const struct vma *vma, uintptr_t start, uintptr_t end)
{
	uintptr_t low = vma->start > start ? vma->start : start;
	uintptr_t high = vma->end < end ? vma->end : end;

	return vma->end - vma->start - (low < high ? high - low : 0);
}

bool space_limit_allows(uintptr_t start, size_t length, unsigned protection,
                        unsigned flags)
{
	size_t all = platform_information.image_end - platform_information.image_base;
	size_t data = 0;

	if ((flags & VMA_FIXED) ||
	    (limit_get(RLIMIT_AS) == LIMIT_NONE && limit_get(RLIMIT_DATA) == LIMIT_NONE))
		return true;
	for (struct vma *vma = vma_find(&space, 0); vma; vma = vma_next(vma)) {
		size_t bytes = outside(vma, start, start + length);
		if (vma->flags & VMA_FIXED)
			continue;
		all += bytes;
		if (is_data(vma->protection, vma->flags))
			data += bytes;
	}
	return all + length <= limit_get(RLIMIT_AS) &&
	       (!is_data(protection, flags) || data + length <= limit_get(RLIMIT_DATA));
}

/* -EPERM: it may lock nothing at all. */
static int lock_limit(uint64_t *limit)
{
	*limit = capable(CAP_IPC_LOCK) ? LIMIT_NONE : limit_get(RLIMIT_MEMLOCK);
	return *limit ? 0 : -EPERM;
}

int space_limit_lock(uintptr_t start, size_t length)
{
	uint64_t limit;
	size_t locked = length;

	if (lock_limit(&limit))
		return -EPERM;
	for (struct vma *vma = vma_find(&space, 0); vma; vma = vma_next(vma))
		if (vma->flags & VMA_LOCKED)
			locked += outside(vma, start, start + length);
	return locked <= limit ? 0 : -ENOMEM;
}

int space_limit_lock_all(bool present)
{
	uint64_t limit;
	size_t all = platform_information.image_end - platform_information.image_base;

	if (lock_limit(&limit))
		return -EPERM;
	for (struct vma *vma = vma_find(&space, 0); vma; vma = vma_next(vma))
		if (!(vma->flags & VMA_FIXED))
			all += vma->end - vma->start;
	return !present || all <= limit ? 0 : -ENOMEM;
}
