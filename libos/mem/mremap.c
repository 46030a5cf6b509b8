/* SPDX-License-Identifier: ISC */
/*
 * mremap(2), without MREMAP_DONTUNMAP. The pages move in the page tables, they aren't
 * copied.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

struct request {
	uintptr_t from, to;
	size_t old, new; /* lengths */
	unsigned long flags;
};

/* Move what fits of the old length, then let it grow. */
static long move(const struct request *request, struct vma *vma, uintptr_t to)
{
	size_t moved = request->old < request->new ? request->old : request->new;
	int result = 0;

	if (request->new > moved)
		result = space_map(to + moved, request->new - moved, vma->protection,
		                   vma->flags);
	if (result)
		return result;
	/* the new area may have joined the old one */
	result = space_move(vma_find(&space, request->from), request->from, to, moved);
	if (result) {
		if (request->new > moved)
			space_unmap(to + moved, request->new - moved);
		return result;
	}
	if (request->old > moved)
		space_unmap(request->from + moved, request->old - moved);
	return (long)to;
}

static long move_fixed(const struct request *request, struct vma *vma)
{
	if (!page_aligned(request->to) || !space_contains(request->to, request->new) ||
	    (request->to < request->from + request->old &&
	     request->from < request->to + request->new))
		return -EINVAL;
	if (space_is_fixed(request->to, request->new))
		return -EINVAL;
	int result = space_unmap(request->to, request->new);
	if (result)
		return result;
	/* unmapping may have split the area */
	return move(request, vma_find(&space, request->from), request->to);
}

static long grow(const struct request *request, struct vma *vma)
{
	uintptr_t end = request->from + request->old;
	size_t more = request->new - request->old;

	if (vma->end == end && space_contains(end, more) && space_is_free(end, more)) {
		int result = space_map(end, more, vma->protection, vma->flags);
		return result ? result : (long)request->from;
	}
	uintptr_t to =
	        request->flags & MREMAP_MAYMOVE ? vma_place(&space, request->new) : 0;
	return to ? move(request, vma, to) : -ENOMEM;
}

static long remap(const struct request *request)
{
	int result = space_begin();
	if (result)
		return result;
	struct vma *vma = vma_find(&space, request->from);
	/* one area, and one that is the program's or its stack */
	if (!vma || vma->start > request->from ||
	    request->old > vma->end - request->from ||
	    (vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED)
		return -EFAULT;
	bool keeps_place = !(request->flags & MREMAP_FIXED);
	if (keeps_place && request->new == request->old)
		return (long)request->from;
	if ((vma->flags & VMA_FIXED) && (!keeps_place || request->new < request->old))
		return -EINVAL;
	if (!keeps_place)
		return move_fixed(request, vma);
	if (request->new > request->old)
		return vma->flags & VMA_FIXED ? -ENOMEM : grow(request, vma);
	result = space_unmap(request->from + request->new, request->old - request->new);
	return result ? result : (long)request->from;
}

long sys_mremap(uintptr_t from, size_t old, size_t new, unsigned long flags, uintptr_t to)
{
	struct request request = {from, to, page_round(old), page_round(new), flags};

	if (!page_aligned(from) || !request.old || !request.new ||
	    (flags & ~(unsigned long)(MREMAP_MAYMOVE | MREMAP_FIXED)) ||
	    (flags & (MREMAP_MAYMOVE | MREMAP_FIXED)) == MREMAP_FIXED)
		return -EINVAL;
	enter();
	lock_acquire(&space_lock);
	long result = remap(&request);
	lock_release(&space_lock);
	return leave(result);
}
