/* SPDX-License-Identifier: ISC */
/*
 * The address space (space.h). Every change goes in the same order: reserve nodes, have
 * the memory promised, ask the platform, and only then change the store, which can't fail
 * any more.
 *
 * What is or was accessible counts in full until it is unmapped, with the page tables for
 * it, so a program learns by -ENOMEM that memory has run out and not by its end. Mappings
 * without access or with MAP_NORESERVE don't count, nor does the main stack.
 */
#include "space.h"
#include "identity/limit.h"
#include "mem/chunk.h"
#include "mem/mapping.h"
#include <samara/image.h>

/* Nodes that are kept back for unmapping, which must work when memory is out. */
#define NODES_KEPT 8

struct lock space_lock;
struct vma_store space;
unsigned space_future;
static struct slab nodes = {.size = sizeof(struct vma)};

/* ---- the account ---- */

/* The flags of an area once it has that protection. Of a file's pages only private ones
 * that may be written count: as copies. */
static unsigned flags_for(unsigned flags, unsigned protection)
{
	bool counts = protection;

	if (flags & VMA_TABLED)
		counts = !(flags & VMA_SHARED) && (protection & PLATFORM_WRITE);
	if (counts && !(flags & (VMA_NORESERVE | VMA_FIXED)))
		flags |= VMA_PROMISED;
	return protection || (flags & VMA_TABLED) ? flags | VMA_MAPPED : flags;
}

/* Is there memory for everything if the range has those flags? */
static bool promise(uintptr_t start, uintptr_t end, unsigned flags)
{
	struct footprint sum = vma_below(&space, start);

	sum = footprint_join(sum, footprint_of(start, end, flags));
	return memory_promise(
	        footprint_size(footprint_join(sum, vma_above(&space, end))));
}

/* What the areas need is all that is promised. */
static void settle(void)
{
	if (space.root)
		memory_promise(footprint_size(space.root->footprint));
}

/* ---- areas ---- */

static struct vma *first_in(uintptr_t start, size_t length)
{
	struct vma *vma = vma_find(&space, start);

	return vma && vma->start < start + length ? vma : NULL;
}

static struct vma *next_in(struct vma *vma, uintptr_t end)
{
	vma = vma_next(vma);
	return vma && vma->start < end ? vma : NULL;
}

static void add(uintptr_t start, uintptr_t end, const struct space_area *area)
{
	struct vma *vma = slab_take(&nodes);

	*vma = (struct vma){.start = start,
	                    .end = end,
	                    .protection = area->protection,
	                    .flags = area->flags,
	                    .mapping = area->mapping,
	                    .offset = area->offset};
	if (vma->mapping)
		vma->mapping->areas++;
	vma_insert(&space, vma);
}

/* What the area shows of a mapping is another one's, or was taken away. */
static void remove(struct vma *vma)
{
	vma_remove(&space, vma);
	slab_give(&nodes, vma);
}

static void drop(struct vma *vma)
{
	if (vma->mapping)
		mapping_close(vma);
	remove(vma);
}

/* Make an area end at `address` where one lies across it. Takes a node. */
static void split(uintptr_t address)
{
	struct vma *vma = vma_find(&space, address);

	if (!vma || vma->start >= address)
		return;
	uintptr_t end = vma->end;
	struct space_area rest = area_at(vma, address);
	vma_resize(vma, vma->start, address);
	add(address, end, &rest);
}

/* Does the one go on where the other ends? */
static bool alike(const struct vma *vma, const struct vma *next)
{
	struct space_area rest = area_at(vma, vma->end);

	return next->start == vma->end && next->protection == rest.protection &&
	       next->flags == rest.flags && next->mapping == rest.mapping &&
	       next->offset == rest.offset;
}

/* Join areas that touch and are alike, from the one before `start` to the one after
 * `end`. */
static void join(uintptr_t start, uintptr_t end)
{
	struct vma *vma = vma_find(&space, start ? start - 1 : 0);

	while (vma && vma->start <= end) {
		struct vma *next = vma_next(vma);
		if (next && alike(vma, next)) {
			uintptr_t last = next->end;
			if (next->mapping)
				next->mapping->areas--;
			remove(next);
			vma_resize(vma, vma->start, last);
		} else {
			vma = next;
		}
	}
}

static bool any_in(uintptr_t start, size_t length, unsigned flags)
{
	for (struct vma *vma = first_in(start, length); vma;
	     vma = next_in(vma, start + length))
		if (vma->flags & flags)
			return true;
	return false;
}

/* Forget what the store has in the range. Takes two nodes. */
static void clear(uintptr_t start, size_t length)
{
	split(start);
	split(start + length);
	for (struct vma *vma; (vma = first_in(start, length));)
		drop(vma);
}

/* The same for a part of an area whose pages are at another place now. */
static void forget(uintptr_t start, size_t length)
{
	split(start);
	split(start + length);
	struct vma *vma = vma_find(&space, start);
	if (vma->mapping)
		vma->mapping->areas--;
	remove(vma);
}

/* ---- the interface ---- */

static void add_fixed(uintptr_t start, uintptr_t end, unsigned protection, unsigned flags)
{
	const struct space_area area = {protection, flags | VMA_FIXED, NULL, 0};

	if (start < end)
		add(start, end, &area);
}

/* Where files in memory lie. */
static void add_chunks(void)
{
	if (!chunk_region)
		return;
	struct region region = chunk_region();
	add_fixed(region.low, region.high, 0, 0);
}

/* What can't be the program's: the libos's region, a random gap and the guard below the
 * main stack, the stack, and what is above it. */
int space_begin(void)
{
	const struct platform_information *information = &platform_information;
	struct region region = memory_region();
	uintptr_t gap =
	        seed_word(3) % ((information->space_high - information->space_low) / 16);

	if (space.root)
		return 0;
	if (slab_reserve(&nodes, 5))
		return -ENOMEM;
	space.low = information->space_low;
	space.high = information->space_high;
	gap &= -(uintptr_t)PLATFORM_PAGE;
	if (limit_now) /* may be raised */
		gap += STACK_MOST;
	add_fixed(region.low, region.high, 0, 0);
	add_chunks();
	add_fixed(main_stack.guard - gap, main_stack.low, 0, 0);
	add_fixed(main_stack.low, main_stack.high, PLATFORM_READ | PLATFORM_WRITE,
	          VMA_MAPPED | VMA_GROWSDOWN);
	add_fixed(main_stack.high, space.high, 0, 0);
	return 0;
}

bool space_contains(uintptr_t start, size_t length)
{
	return start >= space.low && length <= space.high - space.low &&
	       start <= space.high - length;
}

bool space_is_free(uintptr_t start, size_t length)
{
	return !first_in(start, length);
}

bool space_is_covered(uintptr_t start, size_t length)
{
	uintptr_t end = start + length;

	if (space_is_image(start))
		return end <= platform_information.image_end;
	for (struct vma *vma = first_in(start, length); vma; vma = next_in(vma, end)) {
		bool taken = (vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED;
		if (vma->start > start || taken)
			return false;
		start = vma->end;
	}
	return start >= end;
}

bool space_is_fixed(uintptr_t start, size_t length)
{
	return any_in(start, length, VMA_FIXED);
}

bool space_is_image(uintptr_t start)
{
	return start >= platform_information.image_base + IMAGE_BASE &&
	       start < platform_information.image_end;
}

bool space_is_full(void)
{
	return space.count >= AREAS_MAX;
}

/* What the platform is told: pages that flip begin writable. */
static unsigned platform_bits(unsigned protection)
{
	return space_flips(protection) ? protection & ~PLATFORM_EXECUTE : protection;
}

/* Let the platform show the area in place of what was there. A file's pages come later.
 */
static int map_platform(uintptr_t start, size_t length, const struct space_area *area)
{
	const struct mapping *mapping = area->mapping;
	bool unmaps = !(area->flags & VMA_MAPPED) || mapping;
	int result = 0;

	if (unmaps && any_in(start, length, VMA_MAPPED))
		result = platform_memory_unmap(0, (void *)start, length);
	if (!result && mapping && mapping->operations->show)
		result = mapping->operations->show(mapping->object, area->offset, start,
		                                   length, area->protection,
		                                   !mapping->shared);
	else if (!result && !mapping && (area->flags & VMA_MAPPED))
		result = platform_memory_map(0, (void *)start, length,
		                             platform_bits(area->protection));
	return result;
}

int space_map_area(uintptr_t start, size_t length, const struct space_area *wanted)
{
	struct space_area area = *wanted;
	int result = 0;

	if (space_limit_allows &&
	    !space_limit_allows(start, length, area.protection, area.flags))
		return -ENOMEM;
	area.flags = flags_for(area.flags, area.protection);
	if (slab_reserve(&nodes, 3 + NODES_KEPT) ||
	    !promise(start, start + length, area.flags))
		return -ENOMEM;
	result = map_platform(start, length, &area);
	if (!result) {
		clear(start, length);
		add(start, start + length, &area);
		join(start, start + length);
	}
	settle();
	return result;
}

int space_map(uintptr_t start, size_t length, unsigned protection, unsigned flags)
{
	return space_map_area(start, length,
	                      &(struct space_area){protection, flags, NULL, 0});
}

/* Does unmapping leave two parts of one area? */
static bool splits(uintptr_t start, size_t length)
{
	struct vma *vma = first_in(start, length);

	return vma && vma->start < start && vma->end > start + length;
}

int space_unmap(uintptr_t start, size_t length)
{
	int result = 0;

	if (splits(start, length) && space_is_full())
		return -ENOMEM;
	/* where there is no memory, the nodes that were kept back serve */
	if (slab_reserve(&nodes, 2 + NODES_KEPT) && nodes.available < 2)
		return -ENOMEM;
	if (any_in(start, length, VMA_MAPPED))
		result = platform_memory_unmap(0, (void *)start, length);
	if (!result)
		clear(start, length);
	settle();
	return result;
}

/* Make an area of what lies between the two addresses within one. Takes two nodes. */
static struct vma *cut(uintptr_t start, uintptr_t end)
{
	split(start);
	split(end);
	return vma_find(&space, start);
}

static int change_platform(struct vma *vma, uintptr_t start, size_t length,
                           unsigned protection)
{
	if (mapping_is_paged(vma))
		return mapping_protect(vma, start, start + length, protection);
	if (vma->flags & VMA_MAPPED)
		return platform_memory_protect(0, (void *)start, length, protection);
	return protection ? platform_memory_map(0, (void *)start, length, protection) : 0;
}

/* A part of one area. */
static int protect(struct vma *vma, uintptr_t start, uintptr_t end, unsigned protection)
{
	unsigned flags = flags_for(vma->flags, protection);
	int result = space_may_execute(protection);

	if ((vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED ||
	    (vma->mapping && protection & ~vma->mapping->allowed))
		return -EACCES;
	if (result || protection == vma->protection)
		return result;
	if ((vma->start < start || vma->end > end) && space_is_full())
		return -ENOMEM;
	if ((flags & ~vma->flags & VMA_PROMISED) && !promise(start, end, flags))
		return -ENOMEM;
	result = change_platform(vma, start, end - start, platform_bits(protection));
	if (!result) {
		vma = cut(start, end);
		vma->protection = protection;
		vma_set_flags(vma, flags);
	}
	return result;
}

static int set_flags(struct vma *vma, uintptr_t start, uintptr_t end, unsigned clear,
                     unsigned set)
{
	unsigned flags = (vma->flags & ~clear) | set;

	if (flags == vma->flags)
		return 0;
	if ((vma->start < start || vma->end > end) && space_is_full())
		return -ENOMEM;
	vma_set_flags(cut(start, end), flags);
	return 0;
}

/* What is to become of each area in a range. */
struct change {
	bool protect;
	unsigned protection, clear, set;
};

static int change(uintptr_t start, size_t length, const struct change *to)
{
	uintptr_t end = start + length;
	int result = slab_reserve(&nodes, 2);

	for (uintptr_t at = start, next; at < end && !result; at = next) {
		struct vma *vma = vma_find(&space, at);
		if (!vma || vma->start > at) {
			result = -ENOMEM;
			break;
		}
		next = vma->end < end ? vma->end : end;
		result = to->protect ? protect(vma, at, next, to->protection)
		                     : set_flags(vma, at, next, to->clear, to->set);
	}
	join(start, end);
	settle();
	return result;
}

int space_protect(uintptr_t start, size_t length, unsigned protection)
{
	return change(start, length,
	              &(struct change){.protect = true, .protection = protection});
}

int space_set_flags(uintptr_t start, size_t length, unsigned clear, unsigned set)
{
	return change(start, length, &(struct change){.clear = clear, .set = set});
}

/* The pages move; for `keep`, others take their places. */
static int move_pages(struct vma *vma, uintptr_t from, uintptr_t to, size_t length,
                      bool keep)
{
	int result = 0;

	if (mapping_is_paged(vma))
		return mapping_move(vma, from, to, length);
	if (vma->flags & VMA_MAPPED)
		result = platform_memory_move(0, (void *)from, (void *)to, length);
	if (result || !keep || !(vma->flags & VMA_MAPPED))
		return result;
	struct space_area area = area_at(vma, from);
	result = map_platform(from, length, &area);
	if (result && platform_memory_move(0, (void *)to, (void *)from, length))
		panic("space: pages that moved can't move back");
	return result;
}

int space_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length, bool keep,
               struct mapping *moved)
{
	struct space_area area = area_at(vma, from);
	bool separate = moved != vma->mapping;

	area.mapping = moved;
	if (slab_reserve(&nodes, 3 + NODES_KEPT) ||
	    !promise(to, to + length, area.flags) ||
	    (separate && mapping_separate(vma, from, length, moved)))
		return -ENOMEM;
	int result = move_pages(vma, from, to, length, keep);
	if (!result) {
		add(to, to + length, &area);
		if (separate)
			mapping_separated(vma, from, length, moved);
		if (keep)
			vma_set_flags(cut(from, from + length),
			              area.flags & ~(VMA_LOCKED | VMA_ONFAULT));
		else
			forget(from, length);
		join(from, from + length);
		join(to, to + length);
	}
	settle();
	return result;
}
