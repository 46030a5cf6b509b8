/* SPDX-License-Identifier: ISC */
/*
 * Mappings of files. mmap(2) makes a struct mapping and hands it to the file's map
 * operation (fs/file.h), which says what is mapped and how. Then areas (vma.h) refer to
 * it: one at first, more when a program unmaps a part in the middle, protects or moves
 * one. When the last has gone, end() is called and the file let go.
 *
 * There are two ways to show a file. An object of pages (a file in memory: pages_map()
 * does all this) has `find`: nothing is mapped below at first, and each page comes by a
 * fault, with those around it. A shared one is simply unmapped below whenever it has to
 * change, and comes again. Of a private one `shown` knows what has come, because those
 * pages may be copies by now, which must stay. The other way is `show`: what lies below
 * maps the whole of a file of its own at once, and deals with touches by itself.
 *
 * Locks: space_lock for everything here; what the operations may take is said there.
 */
#ifndef LIBOS_MEM_MAPPING_H
#define LIBOS_MEM_MAPPING_H

#include "fs/file.h"
#include "lib/radix.h"
#include "mem/vma.h"

#pragma GCC visibility push(hidden)

struct mapping;
struct pages_run; /* fs/pages.h */

struct mapping_operations {
	/* With space_lock held, so it doesn't sleep: the page of `object` that holds byte
	 * `offset`, as pages_find(). -EFAULT: it is beyond the end; -ENOSPC. */
	int (*find)(void *object, uint64_t offset, bool write, struct pages_run *run);
	/* Is it there? For mincore(2); with space_lock held. */
	bool (*resident)(void *object, uint64_t offset);
	/* Where `find` is NULL, with space_lock held: map `length` bytes from `offset` on
	 * at `address`, in place of what was there. Pages behind the end fault. */
	int (*show)(void *object, uint64_t offset, uintptr_t address, size_t length,
	            unsigned protection, bool private);
	/* No area is left. No lock is held; may sleep. NULL: nothing to do. */
	void (*end)(struct mapping *mapping);
	/* One more mapping of the kind of this one is made (mremap(2)), with space_lock
	 * held. NULL: nothing to do. */
	void (*again)(struct mapping *mapping);
	/* msync(2) with MS_SYNC; may sleep. NULL: nothing to do. */
	int (*sync)(void *object, uint64_t offset, uint64_t length);
};

struct mapping {
	/* Set by mmap(2): what the program wants. */
	struct file *file; /* held */
	uint64_t offset;   /* a multiple of the page's size */
	size_t length;     /* too; they don't overflow */
	unsigned protection;
	bool shared;
	/* What mprotect(2) may ask for later; a map operation may take away from it. */
	unsigned allowed;

	/* Set by the map operation. NULL: anonymous memory after all (/dev/zero). */
	const struct mapping_operations *operations;
	void *object;

	/* mapping.c's */
	unsigned areas;
	struct radix shown; /* private: 64 pages of the object in a word */
	struct mapping *next;
};

/* mmap_file.c: mmap(2) without MAP_ANONYMOUS; linked with whatever has a map operation.
 */
struct mmap_request;
long mmap_file(void *request) WEAK; /* for call_blocking() */

/* mapping.c, what space.c asks; linked with mmap_file.c. The ranges are within the area.
 */

static inline bool mapping_is_paged(const struct vma *vma)
{
	return vma->mapping && vma->mapping->operations->find;
}

/* Its file, with a reference. */
struct file *mapping_file(struct mapping *mapping) WEAK;

/* An area that is going. */
void mapping_close(struct vma *vma) WEAK;
int mapping_protect(struct vma *vma, uintptr_t start, uintptr_t end,
                    unsigned protection) WEAK;
/* -ENOMEM: nothing has moved. */
int mapping_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length) WEAK;
/* Show the file's contents again. */
int mapping_discard(struct vma *vma, uintptr_t start, uintptr_t end) WEAK;
/* Where a part of an area moves it needs a mapping of its own, or else a private one
 * would show pages of the file at two distances, with one record of what has come: is
 * that so? Then mapping_again() makes one, without areas (NULL: no memory). What has come
 * of the part is its own, in two steps: the first may fail with -ENOMEM, and changes
 * nothing. */
bool mapping_divides(const struct vma *vma, size_t length, bool keep) WEAK;
struct mapping *mapping_again(struct mapping *mapping) WEAK;
int mapping_separate(const struct vma *vma, uintptr_t from, size_t length,
                     struct mapping *again) WEAK;
void mapping_separated(struct vma *vma, uintptr_t from, size_t length,
                       struct mapping *again) WEAK;
/* For mincore(2). */
void mapping_resident(const struct vma *vma, uintptr_t start, uintptr_t end,
                      uint8_t *vector) WEAK;

/* A fault at a page of an area: the page comes; false: there is none, or no access. */
bool mapping_fault(struct vma *vma, uintptr_t page, unsigned error) WEAK;

/* Is a page fault one of a mapping whose area allows the access, so that it is SIGBUS?
 * Takes space_lock. */
bool mapping_is_bus(uintptr_t address, unsigned error) WEAK;

/* Pages `first` to `end` - 1 of an object show no longer: in shared mappings, and with
 * `copies` in private ones, too, where they may be copies. With space_lock held. */
void mapping_unshow(const void *object, uint64_t first, uint64_t end, bool copies);

/* One that has no areas, never had. */
void mapping_drop(struct mapping *mapping) WEAK; /* with space_lock held */
void mapping_end(struct mapping *mapping);       /* without a lock; may sleep */

/* Without a lock, at the end of each call that may have taken areas away: let go of
 * mappings that have none left. May sleep. */
void mapping_settle(void) WEAK;

#pragma GCC visibility pop
#endif
