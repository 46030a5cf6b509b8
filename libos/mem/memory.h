/* SPDX-License-Identifier: ISC */
/*
 * The libos's own memory, in a region of its own within the address space; the account of
 * all memory; and faults that are no mistake.
 */
#ifndef LIBOS_MEM_MEMORY_H
#define LIBOS_MEM_MEMORY_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct region {
	uintptr_t low, high;
};

/* memory.c: memory_map() is in libos.h. */
struct region memory_region(void); /* where all of it lies */
size_t memory_mapped(void);        /* bytes of it in use */
size_t memory_in_use(void); /* these, the image's, and what the program was promised */

/* Promise the program memory for all that it has mapped, `total` bytes with the page
 * tables, in place of what was promised before. False: that much isn't there. */
bool memory_promise(size_t total);

/* Count `size` bytes that are in use in another way, or no longer; false: there is no
 * memory for them. */
bool memory_use(size_t size);
void memory_unuse(size_t size);

/* memory_unmap.c: give back what memory_map() gave, with the same size. */
void memory_unmap(void *address, size_t size);

/* Between the two files; the caller holds memory_lock. A block takes the place of
 * 2^class pages. */
extern struct lock memory_lock;
unsigned memory_class(size_t size);
void memory_forget(size_t size);         /* that much is no longer in use */
void *memory_reuse(unsigned class) WEAK; /* a place that was given back; NULL */

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

/* fault.c: is a page fault one that the mappings explain: code that was just written, or
 * a stack that grows? Then it has been dealt with, and the access is tried again. Linked
 * where a program can have such mappings. No lock of mem/ may be held. */
bool memory_fault(const struct platform_frame *frame) WEAK;

#pragma GCC visibility pop
#endif
