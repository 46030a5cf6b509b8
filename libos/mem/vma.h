/* SPDX-License-Identifier: ISC */
/*
 * The store of virtual memory areas: which ranges of the address space are mapped, and
 * how. An AVL tree by address, in which each node also knows the largest hole within its
 * subtree, so that finding and placing take logarithmic time, and the subtree's
 * footprint, so that the memory that all areas may need is known at any time. Stands
 * alone; no lock and no allocation of its own.
 */
#ifndef LIBOS_MEM_VMA_H
#define LIBOS_MEM_VMA_H

#include "libos.h"

#pragma GCC visibility push(hidden)

/* Has a footprint: with its pages, or its page tables alone, because the pages are
 * counted elsewhere. The other flags are the owner's. */
#define VMA_PROMISED 1u
#define VMA_TABLED   256u

/* What such areas take once every page of theirs is touched: the pages, and the page
 * tables that map them, of which two areas may share some. */
struct footprint {
	uintptr_t low, high; /* first and last address; the same: nothing at all */
	size_t bytes;
	size_t tables;
};

struct mapping; /* mapping.h */

struct vma {
	uintptr_t start, end;
	unsigned protection; /* PLATFORM_READ and so on */
	unsigned flags;
	struct mapping *mapping; /* of a file; NULL: anonymous */
	uint64_t offset;         /* of `start` in the file */

	struct vma *parent, *child[2]; /* below: lower and higher addresses */
	unsigned height;
	uintptr_t low, high; /* first and last address of the subtree */
	size_t hole;         /* largest hole between its areas */
	struct footprint footprint;
};

struct vma_store {
	struct vma *root;
	unsigned count;
	uintptr_t low, high; /* areas lie within */
};

/* The lowest area that ends above `address`; NULL. */
struct vma *vma_find(const struct vma_store *store, uintptr_t address);
struct vma *vma_next(struct vma *vma);
struct vma *vma_previous(struct vma *vma);

/* The start of the highest hole of at least `length` bytes, at its upper end; 0: there is
 * none. */
uintptr_t vma_place(const struct vma_store *store, size_t length);

void vma_insert(struct vma_store *store, struct vma *vma); /* overlaps nothing */
void vma_remove(struct vma_store *store, struct vma *vma);
void vma_resize(struct vma *vma, uintptr_t start, uintptr_t end); /* overlaps nothing */
void vma_set_flags(struct vma *vma, unsigned flags);

/* The footprint of everything below an address, or from it on; of a range if it had those
 * flags; and of two neighbours, `below` and `above`, together. */
struct footprint vma_below(const struct vma_store *store, uintptr_t address);
struct footprint vma_above(const struct vma_store *store, uintptr_t address);
struct footprint footprint_of(uintptr_t start, uintptr_t end, unsigned flags);
struct footprint footprint_join(struct footprint below, struct footprint above);
size_t footprint_size(struct footprint footprint); /* bytes, tables included */

#pragma GCC visibility pop
#endif
