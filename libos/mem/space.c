/* SPDX-License-Identifier: ISC */
/*
 * The address space (space.h). Every change goes in the same order: reserve nodes, check
 * the account, ask the platform, and only then change the store, which can't fail any
 * more.
 *
 * The account: what has been writable counts in full from then on until it is unmapped,
 * so a program learns by -ENOMEM that memory has run out and not by its end. Mappings
 * without access or with MAP_NORESERVE don't count, nor does the main stack; for that,
 * and for page tables, some memory isn't given out (limits.h).
 */
#include "space.h"
#include <samara/image.h>

struct lock space_lock;
struct vma_store space;
static size_t committed; /* bytes of the areas that are VMA_ACCOUNTED */
static struct slab nodes = {.size = sizeof(struct vma)};

/* ---- the account ---- */

/* Is there memory to promise `more` bytes when `less` go back? */
static bool can_commit(size_t more, size_t less)
{
	size_t memory = platform_information.memory;
	size_t used = committed - less + MEMORY_SLACK(memory) + memory_mapped();

	if (!more || memory == SIZE_MAX)
		return true;
	return used < memory && more <= memory - used;
}

/* The flags of an area once it has that protection. */
static unsigned flags_for(unsigned flags, unsigned protection)
{
	if (protection)
		flags |= VMA_MAPPED;
	if (protection & PLATFORM_WRITE) {
		flags |= VMA_WRITTEN;
		if (!(flags & (VMA_NORESERVE | VMA_FIXED)))
			flags |= VMA_ACCOUNTED;
	}
	return flags;
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

static void add(uintptr_t start, uintptr_t end, unsigned protection, unsigned flags)
{
	struct vma *vma = slab_take(&nodes);

	*vma = (struct vma){
	        .start = start, .end = end, .protection = protection, .flags = flags};
	vma_insert(&space, vma);
}

static void drop(struct vma *vma)
{
	vma_remove(&space, vma);
	slab_give(&nodes, vma);
}

/* Make an area end at `address` where one lies across it. Takes a node. */
static void split(uintptr_t address)
{
	struct vma *vma = vma_find(&space, address);

	if (!vma || vma->start >= address)
		return;
	uintptr_t end = vma->end;
	vma_resize(vma, vma->start, address);
	add(address, end, vma->protection, vma->flags);
}

/* Join areas that touch and are alike, from the one before `start` to the one after
 * `end`. */
static void join(uintptr_t start, uintptr_t end)
{
	struct vma *vma = vma_find(&space, start ? start - 1 : 0);

	while (vma && vma->start <= end) {
		struct vma *next = vma_next(vma);
		if (next && next->start == vma->end &&
		    next->protection == vma->protection && next->flags == vma->flags) {
			uintptr_t last = next->end;
			drop(next);
			vma_resize(vma, vma->start, last);
		} else {
			vma = next;
		}
	}
}

/* How much of the range from `start` to `end` the area has. */
static size_t overlap(const struct vma *vma, uintptr_t start, uintptr_t end)
{
	uintptr_t from = vma->start > start ? vma->start : start;
	uintptr_t to = vma->end < end ? vma->end : end;

	return to - from;
}

static size_t accounted_in(uintptr_t start, size_t length)
{
	uintptr_t end = start + length;
	size_t sum = 0;

	for (struct vma *vma = first_in(start, length); vma; vma = next_in(vma, end))
		if (vma->flags & VMA_ACCOUNTED)
			sum += overlap(vma, start, end);
	return sum;
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
	committed -= accounted_in(start, length);
	split(start);
	split(start + length);
	for (struct vma *vma; (vma = first_in(start, length));)
		drop(vma);
}

/* ---- the interface ---- */

static void add_fixed(uintptr_t start, uintptr_t end, unsigned protection, unsigned flags)
{
	if (start < end)
		add(start, end, protection, flags | VMA_FIXED);
}

/* What can't be the program's: the libos's region, a random gap and the guard below the
 * main stack, the stack, and what is above it; the image where it lies within. */
int space_begin(void)
{
	const struct platform_information *information = &platform_information;
	struct region region = memory_region();
	uintptr_t image = information->image_base + IMAGE_BASE;
	uintptr_t gap =
	        seed_word(3) % ((information->space_high - information->space_low) / 16);

	if (space.root)
		return 0;
	if (slab_reserve(&nodes, 5))
		return -ENOMEM;
	space.low = information->space_low;
	space.high = information->space_high;
	gap &= -(uintptr_t)PLATFORM_PAGE;
	add_fixed(region.low, region.high, 0, 0);
	add_fixed(main_stack.guard - gap, main_stack.low, 0, 0);
	add_fixed(main_stack.low, main_stack.high, PLATFORM_READ | PLATFORM_WRITE,
	          VMA_MAPPED | VMA_WRITTEN);
	add_fixed(main_stack.high, space.high, 0, 0);
	if (image >= space.low && image < space.high &&
	    space_is_free(image, information->image_end - image))
		add_fixed(image, information->image_end, 0, 0);
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

	for (struct vma *vma = first_in(start, length); vma; vma = next_in(vma, end)) {
		if (vma->start > start)
			return false;
		start = vma->end;
	}
	return start >= end;
}

bool space_is_fixed(uintptr_t start, size_t length)
{
	return any_in(start, length, VMA_FIXED);
}

int space_map(uintptr_t start, size_t length, unsigned protection, unsigned flags)
{
	size_t back = accounted_in(start, length), more;
	int result = 0;

	flags = flags_for(flags, protection);
	more = flags & VMA_ACCOUNTED ? length : 0;
	if (slab_reserve(&nodes, 3) || !can_commit(more, back))
		return -ENOMEM;
	if (flags & VMA_MAPPED)
		result = platform_memory_map(0, (void *)start, length, protection);
	else if (any_in(start, length, VMA_MAPPED))
		result = platform_memory_unmap(0, (void *)start, length);
	if (result)
		return result;
	clear(start, length);
	committed += more;
	add(start, start + length, protection, flags);
	join(start, start + length);
	return 0;
}

int space_unmap(uintptr_t start, size_t length)
{
	int result = 0;

	if (slab_reserve(&nodes, 2))
		return -ENOMEM;
	if (any_in(start, length, VMA_MAPPED))
		result = platform_memory_unmap(0, (void *)start, length);
	if (!result)
		clear(start, length);
	return result;
}

static int protect_area(struct vma *vma, unsigned protection)
{
	size_t length = vma->end - vma->start;
	unsigned flags = flags_for(vma->flags, protection);
	int result = 0;

	if (vma->flags & VMA_MAPPED)
		result = platform_memory_protect(0, (void *)vma->start, length,
		                                 protection);
	else if (protection)
		result = platform_memory_map(0, (void *)vma->start, length, protection);
	if (result)
		return result;
	if (flags & ~vma->flags & VMA_ACCOUNTED)
		committed += length;
	vma->protection = protection;
	vma->flags = flags;
	return 0;
}

/* May the range get that protection, and is there memory for what it then promises? */
static int may_protect(uintptr_t start, size_t length, unsigned protection)
{
	uintptr_t end = start + length;
	size_t more = 0;

	for (struct vma *vma = first_in(start, length); vma; vma = next_in(vma, end)) {
		if ((vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED)
			return -EACCES;
		if ((protection & PLATFORM_EXECUTE) && (vma->flags & VMA_WRITTEN))
			return -EACCES;
		if (flags_for(vma->flags, protection) & ~vma->flags & VMA_ACCOUNTED)
			more += overlap(vma, start, end);
	}
	return can_commit(more, 0) ? 0 : -ENOMEM;
}

int space_protect(uintptr_t start, size_t length, unsigned protection)
{
	int result = may_protect(start, length, protection);

	if (result)
		return result;
	if (slab_reserve(&nodes, 2))
		return -ENOMEM;
	split(start);
	split(start + length);
	for (struct vma *vma = first_in(start, length); vma && !result;
	     vma = next_in(vma, start + length))
		result = protect_area(vma, protection);
	join(start, start + length);
	return result;
}

int space_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length)
{
	unsigned protection = vma->protection, flags = vma->flags;
	int result = 0;

	if (slab_reserve(&nodes, 3))
		return -ENOMEM;
	if (flags & VMA_MAPPED)
		result = platform_memory_move(0, (void *)from, (void *)to, length);
	if (result)
		return result;
	clear(from, length);
	committed += flags & VMA_ACCOUNTED ? length : 0;
	add(to, to + length, protection, flags);
	join(to, to + length);
	return 0;
}
