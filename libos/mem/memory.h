/* SPDX-License-Identifier: ISC */
/*
 * The libos's own memory, in a region of its own within the address space.
 */
#ifndef LIBOS_MEM_MEMORY_H
#define LIBOS_MEM_MEMORY_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct region {
	uintptr_t low, high;
};

/* memory.c */
struct region memory_region(void); /* where all of it lies */
size_t memory_mapped(void);        /* bytes of it in use */

/* slab.c: objects of one size. What was reserved can be taken without failing, so a
 * change that needs several objects fails before it begins or not at all. The owner's
 * lock guards a slab. */
struct slab {
	size_t size; /* of an object; at least a pointer */
	void *free;
	unsigned available;
};
int slab_reserve(struct slab *slab, unsigned count); /* -ENOMEM */
void *slab_take(struct slab *slab);
void slab_give(struct slab *slab, void *object);

/* A page fault of the program's or the libos's: true when something has changed, and the
 * access should be tried again (jit=fault). */
bool memory_fault(uintptr_t address, unsigned error) WEAK;

#pragma GCC visibility pop
#endif
