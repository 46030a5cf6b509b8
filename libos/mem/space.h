/* SPDX-License-Identifier: ISC */
/*
 * The program's address space: the VMA store together with what the platform has mapped,
 * and with the account of memory that has been promised. The mmap family is written on
 * top of it. Each function's caller holds space_lock and has called space_begin().
 */
#ifndef LIBOS_MEM_SPACE_H
#define LIBOS_MEM_SPACE_H

#include "mem/memory.h"
#include "mem/vma.h"
#include "sched/lock.h"

#pragma GCC visibility push(hidden)

#define VMA_MAPPED    1u /* the platform knows it; without, the range is only taken */
#define VMA_ACCOUNTED 2u /* its pages are promised */
#define VMA_NORESERVE 4u /* they never are */
#define VMA_SHARED    8u
#define VMA_WRITTEN   16u /* has been writable: it can't become executable any more */
#define VMA_FIXED     32u /* the program can't unmap, replace or move it */

extern struct lock space_lock;
extern struct vma_store space;

/* Before anything else, each time. -ENOMEM. */
int space_begin(void);

/* Round up to pages; 0 on overflow. */
static inline size_t page_round(size_t length)
{
	return (length + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
}

static inline bool page_aligned(uintptr_t address)
{
	return address % PLATFORM_PAGE == 0;
}

bool space_contains(uintptr_t start, size_t length); /* the program may map there */
bool space_is_free(uintptr_t start, size_t length);
bool space_is_covered(uintptr_t start, size_t length); /* without a hole */
bool space_is_fixed(uintptr_t start, size_t length);   /* some of it */

/* Map zero pages, in place of what was there. -ENOMEM, -EACCES; then nothing has changed.
 */
int space_map(uintptr_t start, size_t length, unsigned protection, unsigned flags);

/* -ENOMEM where splitting an area needs memory and there is none. */
int space_unmap(uintptr_t start, size_t length);
int space_protect(uintptr_t start, size_t length, unsigned protection);

/* Move an area or a part of one to a free place of at least that size. */
int space_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length);

#pragma GCC visibility pop
#endif
