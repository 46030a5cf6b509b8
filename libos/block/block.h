/* SPDX-License-Identifier: ISC */
/*
 * Disks, for the device nodes (node.c) and for file systems that lie on one. Reads and
 * writes are of any bytes; those of several threads are under way at the same time, as
 * many as the disk takes. Nothing is kept in memory: what has been written is with the
 * disk when the call returns, and stays there after disk_flush().
 *
 * All of it is called within call_blocking() (wait.h) and sleeps, deaf to signals. Errors
 * are -EIO, or what else the layer below says (-ENOSPC, -EOPNOTSUPP), to those whose
 * bytes it concerns.
 */
#ifndef LIBOS_BLOCK_BLOCK_H
#define LIBOS_BLOCK_BLOCK_H

#include "fs/file.h"
#include "sched/mutex.h"

#pragma GCC visibility push(hidden)

struct range;
struct piece;

/* The disk's memory is cut into slots, one for each request that can be under way. A
 * request has one of them or several in a row. */
struct disk {
	unsigned number;
	bool open;
	bool read_only;           /* BLKROSET */
	bool claimed;             /* somebody has it for himself (O_EXCL); atomic */
	struct platform_block is; /* as the platform tells it; constant */
	size_t slot_size;         /* bytes; a multiple of a page */

	/* request.c. The queue's lock guards these. */
	struct wait_queue queue;          /* of those who want slots */
	uint64_t slots;                   /* a bit for each that is free */
	struct piece *pieces[DISK_SLOTS]; /* under way, by their first slot */
	unsigned flushes_failed;          /* how many; atomic */

	/* range.c. The same. */
	struct wait_queue writers; /* who wait for others */
	struct range *ranges;      /* being written */
};

/* disk.c: a disk, taken into use the first time. -ENODEV, -ENOMEM, -EIO. */
int disk_get(unsigned number, struct disk **disk);
unsigned disks_count(void) WEAK;

/* transfer.c: the whole of [transfer->position, + transfer->left), which lies within the
 * disk; how many bytes, or -errno; moves the position. */
long disk_read(struct disk *disk, struct transfer *transfer);
long disk_write(struct disk *disk, struct transfer *transfer);
/* The same with bytes of the libos's own. 0, or -errno: any part may have been done. */
int disk_read_bytes(struct disk *disk, uint64_t position, void *to, size_t size);
int disk_write_bytes(struct disk *disk, uint64_t position, const void *from, size_t size);

/* change.c: PLATFORM_BLOCK_DISCARD, ZERO and PUNCH of whole blocks within the disk. What
 * can't zero by itself is written with zeros where `kind` is ZERO. */
int disk_change(struct disk *disk, uint32_t kind, uint64_t position, uint64_t length);
/* What has been written stays. */
int disk_flush(struct disk *disk);

static inline bool disk_is_read_only(const struct disk *disk)
{
	return disk->read_only || (disk->is.flags & PLATFORM_BLOCK_READ_ONLY);
}

/* ---- between the files ---- */

/* A request. */
struct piece {
	uint32_t kind; /* PLATFORM_BLOCK_READ ... */
	uint64_t position, length;
	unsigned slot, slots; /* the first, how many */
	size_t offset;        /* of the bytes in the slots' memory */
	int error;            /* once it has ended */
	struct operation *operation;
};

/* request.c: slots for up to `length` bytes, at least one; sets piece->length to what
 * fits. False: there is none, and it isn't to wait. Who has some doesn't wait for more:
 * so those who wait get theirs. */
bool slots_take(struct disk *disk, struct piece *piece, uint64_t length, bool wait);
void slots_give(struct disk *disk, const struct piece *piece);
static inline char *piece_memory(const struct disk *disk, const struct piece *piece)
{
	return disk->is.memory + piece->slot * disk->slot_size + piece->offset;
}
/* All of them at once, at most DISK_PIECES, to their ends. */
void pieces_run(struct disk *disk, struct piece *pieces, unsigned count);

extern struct disk disks[DISKS_MAX];

/* range.c: who writes has what he writes for himself: [start, end). */
struct range {
	uint64_t start, end;
	struct range *next;
};
void range_begin(struct disk *disk, struct range *range, uint64_t start, uint64_t end);
void range_end(struct disk *disk, struct range *range);

#pragma GCC visibility pop
#endif
