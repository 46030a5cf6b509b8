/* SPDX-License-Identifier: ISC */
/*
 * The program's address space: the VMA store together with what the platform has mapped,
 * and with the account of memory that has been promised. The mmap family is written on
 * top of it. Each function's caller holds space_lock and has called space_begin(), but
 * where it says otherwise.
 */
#ifndef LIBOS_MEM_SPACE_H
#define LIBOS_MEM_SPACE_H

#include "mem/memory.h"
#include "mem/vma.h"
#include "sched/lock.h"

#pragma GCC visibility push(hidden)

/* Flags of an area, besides VMA_PROMISED. */
#define VMA_MAPPED    2u /* the platform knows it; without, the range is only taken */
#define VMA_NORESERVE 4u /* its pages are never promised */
#define VMA_SHARED    8u
#define VMA_FIXED     16u /* the program can't unmap, replace or move it */
#define VMA_GROWSDOWN 32u
#define VMA_LOCKED    64u
#define VMA_ONFAULT   128u /* locked, but its pages come on touch */
/* and VMA_TABLED, of mappings of files */

extern struct lock space_lock;
extern struct vma_store space;
extern unsigned space_future; /* flags of all new areas, after mlockall(2) */

/* Before anything else, each time. -ENOMEM. */
int space_begin(void);

/* Round up to pages; 0 on overflow. */
static inline size_t page_round(size_t length)
{
	return (length + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
}

static inline uintptr_t page_start(uintptr_t address)
{
	return address & -(uintptr_t)PLATFORM_PAGE;
}

static inline bool page_aligned(uintptr_t address)
{
	return address % PLATFORM_PAGE == 0;
}

/* Writable and executable at once: each page is one of the two, and changes on faults
 * (fault.c). */
static inline bool space_flips(unsigned protection)
{
	return (protection & PLATFORM_WRITE) && (protection & PLATFORM_EXECUTE);
}

bool space_contains(uintptr_t start, size_t length); /* the program may map there */
bool space_is_free(uintptr_t start, size_t length);
bool space_is_covered(uintptr_t start, size_t length); /* without a hole */
bool space_is_fixed(uintptr_t start, size_t length);   /* some of it */
bool space_is_image(uintptr_t start); /* the image's pages aren't in the store */
bool space_is_full(void);             /* there are as many areas as there may be */

/* Map zero pages, in place of what was there. -ENOMEM, -EACCES; then nothing has changed.
 */
int space_map(uintptr_t start, size_t length, unsigned protection, unsigned flags);

/* The same for what an area is like, perhaps a mapping of a file from `offset` on. */
struct space_area {
	unsigned protection, flags;
	struct mapping *mapping; /* NULL: zero pages */
	uint64_t offset;
};
int space_map_area(uintptr_t start, size_t length, const struct space_area *area);

/* What an area is like from an address on, or is to be beyond its end. */
static inline struct space_area area_at(const struct vma *vma, uintptr_t address)
{
	return (struct space_area){vma->protection, vma->flags, vma->mapping,
	                           vma->mapping ? vma->offset + (address - vma->start)
	                                        : 0};
}

/* -ENOMEM where splitting an area needs memory and there is none. */
int space_unmap(uintptr_t start, size_t length);

/* From low to high up to the first hole (-ENOMEM) or what can't be changed (-EACCES);
 * what was changed before stays changed. */
int space_protect(uintptr_t start, size_t length, unsigned protection);
int space_set_flags(uintptr_t start, size_t length, unsigned clear, unsigned set);

/* Move an area or a part of one to a free place of at least that size. `keep`: zero pages
 * stay in the old one, or the file's. What has moved belongs to the mapping `moved`, the
 * area's own or what mapping_again() made of it. */
int space_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length, bool keep,
               struct mapping *moved);

/* space_jit.c: may memory be executable? By the image's note (rule R4): 0 or -EACCES. No
 * lock needed. */
int space_may_execute(unsigned protection);

/* Do pages of an area with these flags come before they are touched? */
static inline bool space_fills(unsigned flags)
{
	return (flags & (VMA_LOCKED | VMA_ONFAULT)) == VMA_LOCKED;
}

/* space_limit.c, linked where limits can be set: may there be an area of these in
 * addition to those outside of the range? */
bool space_limit_allows(uintptr_t start, size_t length, unsigned protection,
                        unsigned flags) WEAK;
/* May pages be locked, those of the range, or all (`present`: also those that are there)?
 * -EPERM, -ENOMEM. */
int space_limit_lock(uintptr_t start, size_t length);
int space_limit_lock_all(bool present);

/* space_stack.c: the main stack as large as RLIMIT_STACK now says, as far as there is
 * memory for it. Takes the lock itself. */
void space_limit_stack(void);

void brk_range(uintptr_t *start, uintptr_t *end); /* brk.c: the heap; 0: there is none */

/* populate.c: touch each page for which `protection` allows it, with no lock held.
 * -ENOMEM: a hole, or no memory; -EFAULT: an area without access. */
int space_populate(uintptr_t start, size_t length, unsigned protection);

#pragma GCC visibility pop
#endif
