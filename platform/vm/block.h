/* SPDX-License-Identifier: ISC */
/* A virtio-blk device as its members share it (virtio 1.1, section 5.2). */
#ifndef PLATFORM_VM_BLOCK_H
#define PLATFORM_VM_BLOCK_H

#include "device.h"
#include "limits.h"

#define BLOCK_SECTOR      512 /* positions are in these, whatever the block size */
#define BLOCK_DESCRIPTORS 3   /* of a request: header, bytes, status */
#define BLOCK_DEPTH       (256 / BLOCK_DESCRIPTORS)

#define BLOCK_FEATURE_SIZE_MAX     (1u << 1)
#define BLOCK_FEATURE_READ_ONLY    (1u << 5)
#define BLOCK_FEATURE_BLOCK_SIZE   (1u << 6)
#define BLOCK_FEATURE_FLUSH        (1u << 9)
#define BLOCK_FEATURE_TOPOLOGY     (1u << 10)
#define BLOCK_FEATURE_DISCARD      (1u << 13)
#define BLOCK_FEATURE_WRITE_ZEROES (1u << 14)

/* What the device is told of a request beside its bytes; one for each token, behind the
 * disk's memory. */
struct block_slot {
	uint32_t type, reserved;
	uint64_t sector;
	struct {
		uint64_t sector;
		uint32_t sectors, flags;
	} range;        /* of a discard or write zeroes */
	uint8_t status; /* written by the device */
	uint8_t padding[31];
};

enum vm_disk_token { DISK_IDLE, DISK_POSTED, DISK_DONE };

struct vm_disk {
	enum { DISK_UNKNOWN, DISK_ABSENT, DISK_KNOWN, DISK_OPEN, DISK_BROKEN } state;
	int error; /* of DISK_ABSENT */
	unsigned device;
	uint64_t features;
	struct platform_block block;
	struct block_slot *slots;
	uint8_t token[BLOCK_DEPTH]; /* enum vm_disk_token */
	unsigned posted;            /* tokens that are */
	/* completions that were looked for, but not taken yet */
	struct platform_block_completion done[BLOCK_DEPTH];
	unsigned done_first, done_count;
};
extern struct vm_disk vm_disks[DISKS_MAX];

/* block_reap.c: a request has ended. */
void vm_block_done(struct vm_disk *disk, unsigned token, int error);

/* Completions have come of some disk (block_reap.c). */
bool vm_block_pending(void) __attribute__((weak));

/* NULL: it isn't open. */
static inline struct vm_disk *vm_disk(unsigned number)
{
	struct vm_disk *disk = number < DISKS_MAX ? &vm_disks[number] : NULL;
	return disk && (disk->state == DISK_OPEN || disk->state == DISK_BROKEN) ? disk
	                                                                        : NULL;
}

#endif
