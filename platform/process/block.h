/* SPDX-License-Identifier: ISC */
/* A file of the host's that is a disk, as the members for it share it. */
#ifndef PLATFORM_PROCESS_BLOCK_H
#define PLATFORM_PROCESS_BLOCK_H

#include "limits.h"
#include "process.h"
#include <errno.h>

#pragma GCC visibility push(hidden)

#define DISK_DEPTH 64 /* requests under way: as many as a virtio disk has, about */
/* What the host does to a range of the file without any bytes of ours (fallocate(2)). */
#define DISK_PUNCH (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)
#define DISK_ZERO  (FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE)

struct process_disk {
	struct platform_block block;
	int file; /* descriptor; 0: there is no such disk */
	bool open;
	uint8_t lock;             /* guards what follows */
	uint8_t busy[DISK_DEPTH]; /* by token */
	struct platform_block_completion done[DISK_DEPTH];
	unsigned done_first, done_count;
};
extern struct process_disk process_disks[DISKS_MAX];

/* NULL: it isn't open. */
static inline struct process_disk *process_disk(unsigned number)
{
	struct process_disk *disk = number < DISKS_MAX ? &process_disks[number] : NULL;
	return disk && __atomic_load_n(&disk->open, __ATOMIC_ACQUIRE) ? disk : NULL;
}

#pragma GCC visibility pop
#endif
