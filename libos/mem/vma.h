/* SPDX-License-Identifier: ISC */
/*
 * The store of virtual memory areas: which ranges of the address space are mapped, and
 * how. An AVL tree by address, in which each node also knows the largest hole within its
 * subtree, so that finding and placing take logarithmic time. Stands alone; no lock and
 * no allocation of its own.
 */
#ifndef LIBOS_MEM_VMA_H
#define LIBOS_MEM_VMA_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct vma {
	uintptr_t start, end;
	unsigned protection; /* PLATFORM_READ and so on */
	unsigned flags;      /* meaning is the owner's */

	struct vma *parent, *child[2]; /* below: lower and higher addresses */
	unsigned height;
	uintptr_t low, high; /* first and last address of the subtree */
	size_t hole;         /* largest hole between its areas */
};

struct vma_store {
	struct vma *root;
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

#pragma GCC visibility pop
#endif
