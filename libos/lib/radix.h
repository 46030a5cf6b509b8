/* SPDX-License-Identifier: ISC */
/*
 * Radix trees: words by number. Empty all zero; as high as its largest number needs. A
 * word that was never made is 0, and one that has become 0 again may be forgotten. Stands
 * alone; nodes come from the heap. The owner's lock guards a tree.
 */
#ifndef LIBOS_LIB_RADIX_H
#define LIBOS_LIB_RADIX_H

#include "libos.h"

#pragma GCC visibility push(hidden)

#define RADIX_BITS 6 /* of the number for each level */

struct radix_node;
struct radix {
	struct radix_node *root;
	unsigned height; /* levels; 0: no word at all */
	unsigned nodes;  /* of the heap, RADIX_NODE bytes each */
};

/* The word of that number; NULL: it was never made, and is 0. */
uint64_t *radix_find(const struct radix *tree, uint64_t number);

/* The same, which is made if need be; NULL: out of memory. */
uint64_t *radix_make(struct radix *tree, uint64_t number);

/* The lowest word that isn't 0 with a number of at least *number, which becomes its own;
 * NULL: there is none. */
uint64_t *radix_next(const struct radix *tree, uint64_t *number);

/* Forget nodes without any word from `first` to `end` - 1. */
void radix_trim(struct radix *tree, uint64_t first, uint64_t end);

/* All nodes go. */
void radix_end(struct radix *tree);

#pragma GCC visibility pop
#endif
