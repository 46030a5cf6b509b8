/* SPDX-License-Identifier: ISC */
/*
 * mremap(2). The pages move in the page tables, they aren't copied. What differs: shared
 * anonymous memory can't be mapped twice (old size 0: -EINVAL).
 */
#include "space.h"
#include "space_call.h"
#include "syscalls.h"
#include <linux/mman.h>

struct request {
	uintptr_t from, to;
	size_t old, new; /* lengths */
	unsigned long flags;
};

/* What is mapped behind the area where it grows, to show up at `at`. */
static int map_more(const struct request *request, struct mapping *mapping, uintptr_t at)
{
	const struct vma *vma = vma_find(&space, request->from);
	struct space_area area = area_at(vma, request->from + request->old);

	area.mapping = mapping;
	return space_map_area(at, request->new - request->old, &area);
}

static int move_in(const struct request *request, uintptr_t to, struct mapping *moved)
{
	bool more = request->new > request->old;
	int result = more ? map_more(request, moved, to + request->old) : 0;

	if (result)
		return result;
	/* the new area may have joined the old one */
	struct vma *vma = vma_find(&space, request->from);
	result = space_move(vma, request->from, to, request->old,
	                    request->flags & MREMAP_DONTUNMAP, moved);
	if (result && more)
		space_unmap(to + request->old, request->new - request->old);
	return result;
}

/* A second mapping of the same file, of a shared one. */
static long map_twice(const struct request *request, uintptr_t to)
{
	const struct vma *vma = vma_find(&space, request->from);
	struct space_area area = area_at(vma, request->from);
	int result = space_map_area(to, request->new, &area);

	return result ? result : (long)to;
}

/* Move an area that fits, let it grow, and leave zero pages with MREMAP_DONTUNMAP. */
static long move(const struct request *request, uintptr_t to)
{
	const struct vma *vma = vma_find(&space, request->from);
	struct mapping *mapping = vma->mapping, *moved = mapping;
	bool keep = request->flags & MREMAP_DONTUNMAP;

	if (!request->old)
		return map_twice(request, to);
	if (mapping && mapping_divides(vma, request->old, keep))
		moved = mapping_again(mapping);
	if (mapping && !moved)
		return -ENOMEM;
	int result = move_in(request, to, moved);
	if (moved != mapping && moved->areas == 0)
		mapping_drop(moved);
	return result ? result : (long)to;
}

/* Is the range within one area, one that can be moved or grow? */
static int check_area(const struct request *request)
{
	const struct vma *vma = vma_find(&space, request->from);

	if (!vma || vma->start > request->from)
		return -EFAULT;
	if (!request->old && !(vma->mapping && (vma->flags & VMA_SHARED)))
		return -EINVAL;
	if (request->old > vma->end - request->from)
		return -EFAULT;
	return vma->flags & VMA_FIXED ? -ENOMEM : 0;
}

/* The destination is unmapped before the source is looked at, as on Linux. */
static int clear_destination(const struct request *request)
{
	if (!(request->flags & MREMAP_FIXED))
		return 0;
	if (space_is_fixed(request->to, request->new))
		return -EINVAL;
	return space_unmap(request->to, request->new);
}

/* Give up what is beyond the new length. */
static int shrink(struct request *request)
{
	size_t less = request->old - request->new;
	uintptr_t end = request->from + request->new;

	if (request->old <= request->new)
		return 0;
	request->old = request->new;
	if (!space_contains(end, less) || space_is_fixed(end, less))
		return -EINVAL;
	return space_unmap(end, less);
}

/* MREMAP_FIXED, MREMAP_DONTUNMAP or both; without the first the address is a hint. */
static long move_to(struct request *request)
{
	if (!page_aligned(request->to) || !space_contains(request->to, request->new))
		if (request->to || (request->flags & MREMAP_FIXED))
			return -EINVAL;
	if (request->to < request->from + request->old &&
	    request->from < request->to + request->new)
		return -EINVAL;
	if (space.count + 5 >= AREAS_MAX)
		return -ENOMEM;
	int result = clear_destination(request);
	if (!result)
		result = shrink(request);
	if (!result)
		result = check_area(request);
	if (result)
		return result;
	uintptr_t to = request->to;
	if (!to || !space_is_free(to, request->new))
		to = vma_place(&space, request->new);
	return to ? move(request, to) : -ENOMEM;
}

static long grow(const struct request *request)
{
	uintptr_t end = request->from + request->old;
	size_t more = request->new - request->old;
	struct vma *vma = vma_find(&space, request->from);

	if (vma->end == end && space_contains(end, more) && space_is_free(end, more)) {
		int result = map_more(request, vma->mapping, end);
		return result ? result : (long)request->from;
	}
	if (!(request->flags & MREMAP_MAYMOVE) || space.count + 3 >= AREAS_MAX)
		return -ENOMEM;
	uintptr_t to = vma_place(&space, request->new);
	return to ? move(request, to) : -ENOMEM;
}

static long remap(struct request *request)
{
	int result = space_begin();
	if (result)
		return result;
	const struct vma *vma = vma_find(&space, request->from);
	if (!vma || vma->start > request->from ||
	    (vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED)
		return -EFAULT;
	if (request->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		return move_to(request);
	if (request->old >= request->new)
		result = shrink(request);
	else
		result = check_area(request);
	if (result || request->old >= request->new)
		return result ? result : (long)request->from;
	return grow(request);
}

/* What has grown by a locked area has its pages at once. */
static void populate(const struct request *request, size_t old, uintptr_t at)
{
	lock_acquire(&space_lock);
	const struct vma *vma = vma_find(&space, at);
	bool fills = vma && space_fills(vma->flags);
	unsigned protection = vma ? vma->protection : 0;
	lock_release(&space_lock);
	if (fills && request->new > old)
		space_populate(at + old, request->new - old, protection);
}

static long remap_call(void *argument)
{
	struct request *request = argument;
	size_t old = request->old;

	lock_acquire(&space_lock);
	long result = remap(request);
	lock_release(&space_lock);
	space_settle();
	if (result >= 0)
		populate(request, old, (uintptr_t)result);
	return result;
}

/* partial: shared anonymous memory can't be mapped a second time (old size 0): -EINVAL */
long sys_mremap(uintptr_t from, size_t old, size_t new, unsigned long flags, uintptr_t to)
{
	const unsigned long known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
	struct request request = {from,
	                          flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) ? to : 0,
	                          page_round(old), page_round(new), flags};

	if ((flags & ~known) ||
	    ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE)) ||
	    ((flags & MREMAP_DONTUNMAP) && old != new) || !page_aligned(from) ||
	    !request.new)
		return -EINVAL;
	return space_call(remap_call, &request);
}
