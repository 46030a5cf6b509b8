/* SPDX-License-Identifier: ISC */
/*
 * The VMA store (vma.h). The tree is the AVL tree of Knuth, The Art of Computer
 * Programming, vol. 3, 6.2.3, with parent pointers in place of a stack. Invariants of
 * each node:
 *
 *	1. areas of child[0] lie below it, those of child[1] above
 *	2. the children's heights differ by at most 1
 *	3. low, high, hole and footprint describe its subtree
 *
 * Every change goes up to the root from the lowest node that it touched, and restores
 * 2 and 3.
 */
#include "vma.h"

static unsigned height(const struct vma *vma)
{
	return vma ? vma->height : 0;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* ---- footprints ---- */

/* A page table of each level maps so many bytes: its 512 entries' spans. The one at the
 * root is always there. */
static const uint8_t table_shift[] = {21, 30, 39};
#define LEVELS (sizeof table_shift / sizeof *table_shift)

struct footprint footprint_of(uintptr_t start, uintptr_t end, unsigned flags)
{
	struct footprint footprint = {start, end, 0, 0};

	if (!(flags & (VMA_PROMISED | VMA_TABLED)) || start >= end)
		return (struct footprint){0};
	if (flags & VMA_PROMISED)
		footprint.bytes = end - start;
	for (unsigned level = 0; level < LEVELS; level++)
		footprint.tables += ((end - 1) >> table_shift[level]) -
		                    (start >> table_shift[level]) + 1;
	return footprint;
}

struct footprint footprint_join(struct footprint below, struct footprint above)
{
	if (below.low == below.high || above.low == above.high)
		return below.low == below.high ? above : below;
	struct footprint both = {below.low, above.high, below.bytes + above.bytes,
	                         below.tables + above.tables};
	for (unsigned level = 0; level < LEVELS; level++)
		both.tables -= (below.high - 1) >> table_shift[level] ==
		               above.low >> table_shift[level];
	return both;
}

size_t footprint_size(struct footprint footprint)
{
	return footprint.bytes + footprint.tables * PLATFORM_PAGE;
}

/* What lies between `low` and `high` of an area alone. */
static struct footprint part(const struct vma *vma, uintptr_t low, uintptr_t high)
{
	if (low < vma->start)
		low = vma->start;
	if (high > vma->end)
		high = vma->end;
	return footprint_of(low, high, vma->flags);
}

static struct footprint subtree(const struct vma *vma)
{
	return vma ? vma->footprint : (struct footprint){0};
}

struct footprint vma_below(const struct vma_store *store, uintptr_t address)
{
	struct footprint sum = {0};

	for (const struct vma *vma = store->root; vma;) {
		bool right = vma->start < address;
		if (right) {
			sum = footprint_join(sum, subtree(vma->child[0]));
			sum = footprint_join(sum, part(vma, 0, address));
		}
		vma = vma->child[right];
	}
	return sum;
}

struct footprint vma_above(const struct vma_store *store, uintptr_t address)
{
	struct footprint sum = {0};

	for (const struct vma *vma = store->root; vma;) {
		bool left = vma->end > address;
		if (left) {
			sum = footprint_join(subtree(vma->child[1]), sum);
			sum = footprint_join(part(vma, address, UINTPTR_MAX), sum);
		}
		vma = vma->child[!left];
	}
	return sum;
}

/* ---- the tree ---- */

/* Invariant 3, from the children. */
static void update(struct vma *vma)
{
	const struct vma *below = vma->child[0], *above = vma->child[1];

	vma->low = below ? below->low : vma->start;
	vma->high = above ? above->high : vma->end;
	vma->height = 1 + (unsigned)larger(height(below), height(above));
	vma->hole = 0;
	if (below)
		vma->hole = larger(below->hole, vma->start - below->high);
	if (above)
		vma->hole = larger(vma->hole, larger(above->hole, above->low - vma->end));
	vma->footprint =
	        footprint_join(footprint_join(subtree(below), part(vma, 0, UINTPTR_MAX)),
	                       subtree(above));
}

/* Where the pointer to `vma` stands. */
static struct vma **link_of(struct vma_store *store, struct vma *vma)
{
	if (!vma->parent)
		return &store->root;
	return &vma->parent->child[vma->parent->child[1] == vma];
}

static void attach(struct vma *parent, int side, struct vma *child)
{
	parent->child[side] = child;
	if (child)
		child->parent = parent;
}

/* child[side] takes the place of `vma`, which becomes its other child. Returns it. */
static struct vma *rotate(struct vma_store *store, struct vma *vma, int side)
{
	struct vma *child = vma->child[side];

	*link_of(store, vma) = child;
	child->parent = vma->parent;
	attach(vma, side, child->child[!side]);
	attach(child, !side, vma);
	update(vma);
	update(child);
	return child;
}

/* Invariant 2 where one side may be 2 higher. Returns the node that now stands there. */
static struct vma *balance(struct vma_store *store, struct vma *vma)
{
	for (int side = 0; side < 2; side++) {
		struct vma *child = vma->child[side];
		if (height(child) < height(vma->child[!side]) + 2)
			continue;
		if (height(child->child[!side]) > height(child->child[side]))
			rotate(store, child, !side);
		return rotate(store, vma, side);
	}
	return vma;
}

static void repair(struct vma_store *store, struct vma *vma)
{
	for (; vma; vma = vma->parent) {
		update(vma);
		vma = balance(store, vma);
	}
}

void vma_insert(struct vma_store *store, struct vma *vma)
{
	struct vma **link = &store->root, *parent = NULL;

	while (*link) {
		parent = *link;
		link = &parent->child[vma->start >= parent->end];
	}
	*link = vma;
	vma->parent = parent;
	vma->child[0] = vma->child[1] = NULL;
	store->count++;
	repair(store, vma);
}

void vma_remove(struct vma_store *store, struct vma *vma)
{
	struct vma *lowest = vma->parent, *replacement;

	if (vma->child[0] && vma->child[1]) {
		/* the next area takes its place */
		replacement = vma_next(vma);
		lowest = replacement;
		if (replacement->parent != vma) {
			lowest = replacement->parent;
			attach(lowest, 0, replacement->child[1]);
			attach(replacement, 1, vma->child[1]);
		}
		attach(replacement, 0, vma->child[0]);
	} else {
		replacement = vma->child[0] ? vma->child[0] : vma->child[1];
	}
	*link_of(store, vma) = replacement;
	if (replacement)
		replacement->parent = vma->parent;
	store->count--;
	repair(store, lowest);
}

static void update_upwards(struct vma *vma)
{
	for (; vma; vma = vma->parent)
		update(vma);
}

void vma_resize(struct vma *vma, uintptr_t start, uintptr_t end)
{
	vma->start = start;
	vma->end = end;
	update_upwards(vma);
}

void vma_set_flags(struct vma *vma, unsigned flags)
{
	bool other = (vma->flags ^ flags) & (VMA_PROMISED | VMA_TABLED);

	vma->flags = flags;
	if (other)
		update_upwards(vma);
}

struct vma *vma_find(const struct vma_store *store, uintptr_t address)
{
	struct vma *vma = store->root, *found = NULL;

	while (vma) {
		bool above = vma->end <= address;
		if (!above)
			found = vma;
		vma = vma->child[above];
	}
	return found;
}

/* The neighbour on one side: the nearest of that child, or the first ancestor there. */
static struct vma *neighbour(struct vma *vma, int side)
{
	if (vma->child[side]) {
		vma = vma->child[side];
		while (vma->child[!side])
			vma = vma->child[!side];
		return vma;
	}
	while (vma->parent && vma->parent->child[side] == vma)
		vma = vma->parent;
	return vma->parent;
}

struct vma *vma_next(struct vma *vma)
{
	return neighbour(vma, 1);
}

struct vma *vma_previous(struct vma *vma)
{
	return neighbour(vma, 0);
}

/* Is there a hole of `length` bytes in or beside the subtree, between `low` and `high`?
 */
static bool has_hole(const struct vma *vma, uintptr_t low, uintptr_t high, size_t length)
{
	if (!vma)
		return high - low >= length;
	return vma->hole >= length || vma->low - low >= length ||
	       high - vma->high >= length;
}

uintptr_t vma_place(const struct vma_store *store, size_t length)
{
	uintptr_t low = store->low, high = store->high;
	const struct vma *vma = store->root;

	while (vma) {
		bool above = has_hole(vma->child[1], vma->end, high, length);
		if (above)
			low = vma->end;
		else
			high = vma->start;
		vma = vma->child[above];
	}
	return high - low >= length ? high - length : 0;
}
