/* SPDX-License-Identifier: ISC */
/*
 * The contents of a file that lies in memory: tmpfs, memfd_create(2), and the writable
 * layer over a read-only root. A file's inode embeds a struct pages and says its size by
 * it. What was never written is a hole, reads as zeros and takes nothing, or shows
 * through from a lower source.
 *
 * A radix tree finds the file's chunks of 64 KiB of address space, which lie in file
 * memory (platform_memory_map_files()), and in each chunk the pages that are there. Each
 * page that is there is counted in the account of all memory (mem/memory.h) and, if there
 * is one, in the file system's own: where one is full it is -ENOSPC. Page tables and
 * nodes count too. What a mapping shows of a file is these same pages (mem/mapping.h).
 *
 * Locks: the caller holds the inode's mutex (sched/mutex.h) around every call that
 * doesn't say otherwise, within call_blocking(); copies from and to the program happen
 * under it alone. The tree, masks and counts are changed under pages_lock, too, which is
 * for page faults: they come with space_lock held and can't take the mutex.
 */
#ifndef LIBOS_FS_PAGES_H
#define LIBOS_FS_PAGES_H

#include "fs/file.h"
#include "lib/radix.h"
#include "sched/lock.h"

#pragma GCC visibility push(hidden)

#define PAGES_LARGEST INT64_MAX /* bytes of a file: loff_t */

/* A file system's own account; atomic. `most` UINT64_MAX: no limit but the machine's. */
struct pages_quota {
	uint64_t most, used; /* pages */
};

/* What lies below a file until it is written, constant for good. Its pages are copied up
 * one by one as they are written; whatever is cut off or punched out of them never shows
 * again. Embedded in the owner's structure. */
struct pages_lower {
	uint64_t size;
	/* The bytes at `offset`, of which *length are in a row, at least 1; NULL: as many
	 * zeros. They stay there for good, and where a whole page of them begins on a
	 * page it can be mapped in place. Doesn't sleep. NULL: use fill. */
	const char *(*at)(struct pages_lower *lower, uint64_t offset, size_t *length);
	/* Put the page at `offset` into `page`, zeros behind the end; may sleep. -EIO. A
	 * file with this one is brought in page by page as it is read, and before it is
	 * mapped. */
	int (*fill)(struct pages_lower *lower, uint64_t offset, char *page);
};

/* All zero: an empty file. The owner sets `quota` and `lower` (and then `size`) before
 * anything else; the rest is pages.c's. */
struct pages {
	uint64_t size;        /* bytes; written under pages_lock */
	struct radix chunks;  /* a word each: where it is, and which pages are there */
	uint64_t count;       /* of pages that are there */
	uint64_t lower_pages; /* so many of the lower source may show yet */
	struct pages_quota *quota;
	struct pages_lower *lower;
	/* pages_map.c's: how many mappings (mem/mapping.h) there are */
	unsigned mappings;
	unsigned mappings_private; /* of those: private ones */
	unsigned mappings_written; /* of those: shared ones that may write */
	bool pinned;               /* chunks without pages are kept for private ones */
};

extern struct lock pages_lock;

/* Set `lower`, which has been embedded somewhere, and the size. Before the first use. */
void pages_layer(struct pages *pages, struct pages_lower *lower);

/* Everything goes; nobody has the file open or mapped any more. No lock is needed. */
void pages_end(struct pages *pages);

/* read(2) from transfer->position on, and write(2) there, which moves; a write lets the
 * file grow. A count; 0 at the end; -EFAULT, -ENOSPC, -EFBIG beyond PAGES_LARGEST. What
 * else bounds a file's size (RLIMIT_FSIZE, O_APPEND, seals) is the caller's. */
long pages_read(struct pages *pages, struct transfer *transfer);
long pages_write(struct pages *pages, struct transfer *transfer);

/* For those who copy between files without the program (sendfile, copy_file_range): the
 * bytes at `offset` where they lie, *length in a row, within the size; NULL: as many
 * zeros. Valid as long as the mutex is held. *length 0: the end, or -EIO of fill. */
const char *pages_at(struct pages *pages, uint64_t offset, size_t *length);

/* ftruncate(2): what is cut off is gone, also from mappings; what comes anew is a hole.
 */
int pages_resize(struct pages *pages, uint64_t size);

/* fallocate(2), within [offset, offset + length), which doesn't overflow. The first makes
 * every page be there; -ENOSPC, which leaves some of them only where there is no memory
 * for the tree; it doesn't change the size. */
int pages_allocate(struct pages *pages, uint64_t offset, uint64_t length);
int pages_punch(struct pages *pages, uint64_t offset, uint64_t length);

/* lseek(2): the new position for SEEK_DATA or SEEK_HOLE; -ENXIO. */
long pages_seek(struct pages *pages, uint64_t offset, int whence);

/* stat(2): blocks of 512 bytes; needs no lock. What shows through from below counts as
 * being there. */
uint64_t pages_blocks(struct pages *pages);

/* A page, for mappings: where it lies, and how many that are there lie in a row with it
 * in memory as in the file: at most so many as the caller has put there. */
struct pages_run {
	char *at;
	uint64_t before; /* in front of it */
	uint64_t after;  /* from it on: at least 1 */
	bool lower;      /* it is the lower source's: not to be written */
	bool lifted; /* it was just copied up from there: elsewhere the old one shows */
};

/* Of a page fault, with pages_lock held: the page that holds byte `offset`, to be read or
 * written; a hole gets a page. -EFAULT: it is beyond the size; -ENOSPC. */
int pages_find(struct pages *pages, uint64_t offset, bool write, struct pages_run *run);

/* For mincore(2), with pages_lock held: is the page there that holds byte `offset`? */
bool pages_there(const struct pages *pages, uint64_t offset);

/* Before a file is mapped: what is below and can only be brought in. -EIO, -ENOSPC. */
int pages_bring_in(struct pages *pages);

/* The last private mapping is gone. */
void pages_unpin(struct pages *pages);

/* pages_map.c: what a file's map operation (fs/file.h) ends with. The mutex is held, so
 * that no write is under way that doesn't know of the mapping. */
struct mapping;
int pages_map(struct pages *pages, struct mapping *mapping);

/* pages_map.c, linked where files can be mapped: pages [first, end) show no longer in any
 * mapping; `copies`: nor do private copies of them. Takes space_lock. */
void pages_unmap(struct pages *pages, uint64_t first, uint64_t end, bool copies) WEAK;

#pragma GCC visibility pop
#endif
