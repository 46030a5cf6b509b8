/* SPDX-License-Identifier: ISC */
/*
 * Device nodes of disks, /dev/vda and so on, as Linux's block devices without their
 * cache: reads and writes at any position, of any length, go through to the disk. The
 * sizes are fixed, so writing ends where the disk does.
 * Locks: block.h's.
 */
#include "node.h"
#include "fs/device/device.h"
#include "fs/position.h"
#include "fs/stat.h"
#include "mem/heap.h"
#include <linux/falloc.h>
#include <linux/fs.h>

LINKS(position_acquire);
LINKS(disks_count);

#define MINORS    16  /* of a disk: itself and its partitions, which there aren't */
#define ALIGNMENT 512 /* of the program's memory, with O_DIRECT */

/* ---- reading and writing ---- */

/* With O_DIRECT everything is whole blocks: the position, and each buffer's length and
 * place. */
static int check_direct(const struct disk *disk, const struct transfer *transfer)
{
	uint64_t mask = disk->is.block - 1;
	size_t left = transfer->left;

	if ((transfer->position | left) & mask)
		return -EINVAL;
	if (!transfer->vector)
		return (uintptr_t)transfer->at & (ALIGNMENT - 1) ? -EINVAL : 0;
	for (const struct iovec *entry = transfer->vector; left; entry++) {
		struct iovec at;
		if (copy_in(&at, entry, sizeof at))
			return -EFAULT;
		if (at.iov_len > left)
			at.iov_len = left;
		if (((uintptr_t)at.iov_base & (ALIGNMENT - 1)) || (at.iov_len & mask))
			return -EINVAL;
		left -= at.iov_len;
	}
	return 0;
}

/* Cut what goes beyond the end, and check it. */
static int prepare(const struct file *file, struct transfer *transfer)
{
	const struct disk *disk = node_of(file)->disk;
	uint64_t left = disk->is.size - transfer->position;

	transfer_limit(transfer, left);
	return file->flags & O_DIRECT ? check_direct(disk, transfer) : 0;
}

static long read(struct file *file, struct transfer *transfer)
{
	struct disk *disk = node_of(file)->disk;

	if (transfer->position >= disk->is.size || !transfer->left)
		return 0;
	int result = prepare(file, transfer);
	if (result)
		return result;
	if (transfer->flags & RWF_NOWAIT)
		return -EAGAIN;
	return disk_read(disk, transfer);
}

static int check_write(const struct file *file, const struct transfer *transfer)
{
	const struct disk *disk = node_of(file)->disk;

	if (disk_is_read_only(disk))
		return -EPERM;
	if (!transfer->left)
		return 0;
	if (transfer->position >= disk->is.size)
		return -ENOSPC;
	if (!(transfer->flags & RWF_NOWAIT))
		return 0;
	return file->flags & O_DIRECT ? -EAGAIN : -EOPNOTSUPP;
}

static long write(struct file *file, struct transfer *transfer)
{
	struct disk *disk = node_of(file)->disk;
	int result = check_write(file, transfer);

	if (result || !transfer->left)
		return result;
	result = prepare(file, transfer);
	if (result)
		return result;
	long done = disk_write(disk, transfer);
	if (done > 0 && (file->flags & O_DSYNC))
		result = disk_flush(disk);
	return result ? result : done;
}

/* ---- the rest ---- */

static long seek(struct file *file, long offset, int whence)
{
	uint64_t size = node_of(file)->disk->is.size;
	long position = position_seek(file, offset, whence, size);

	return position > (long)size ? -EINVAL : position;
}

/* A flush that failed for others is told, too, once to everybody. */
static int sync(struct file *file, bool data_only)
{
	struct node *node = node_of(file);
	int result = disk_flush(node->disk);
	unsigned failed = __atomic_load_n(&node->disk->flushes_failed, __ATOMIC_SEQ_CST);
	unsigned known = __atomic_exchange_n(&node->failed, failed, __ATOMIC_SEQ_CST);

	return !result && known != failed ? -EIO : result;
}

static int change(struct disk *disk, int mode, uint64_t offset, uint64_t length)
{
	if ((offset | length) & (disk->is.block - 1))
		return -EINVAL;
	if (disk_is_read_only(disk))
		return -EPERM;
	switch (mode) {
	case FALLOC_FL_ZERO_RANGE:
	case FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE:
		return disk_change(disk, PLATFORM_BLOCK_ZERO, offset, length);
	case FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE:
		return disk_change(disk, PLATFORM_BLOCK_PUNCH, offset, length);
	}
	return -EOPNOTSUPP;
}

static int allocate(struct file *file, int mode, uint64_t offset, uint64_t length)
{
	struct disk *disk = node_of(file)->disk;
	uint64_t size = disk->is.size;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		return -EOPNOTSUPP;
	if (offset >= size)
		return -EINVAL;
	if (length > size - offset) {
		if (!(mode & FALLOC_FL_KEEP_SIZE))
			return -EINVAL;
		length = size - offset;
	}
	return change(disk, mode, offset, length);
}

static void release(struct file *file)
{
	struct node *node = node_of(file);

	if (node->claims)
		__atomic_clear(&node->disk->claimed, __ATOMIC_RELEASE);
	heap_free(node, sizeof *node);
}

const struct file_operations node_operations = {
        .read = read,
        .write = write,
        .control = node_control,
        .status = tree_status,
        .release = release,
        .seek = seek,
        .sync = sync,
        .allocate = allocate,
};

/* ---- opening ---- */

static unsigned minor_of(uint64_t device)
{
	return (unsigned)((device & 0xff) | (device >> 12 & ~0xfful));
}

static int make(struct disk *disk, unsigned flags, struct file **file)
{
	struct node *node = heap_allocate(sizeof *node);
	bool claims = flags & O_EXCL;

	if (!node)
		return -ENOMEM;
	if (claims && __atomic_test_and_set(&disk->claimed, __ATOMIC_ACQUIRE)) {
		heap_free(node, sizeof *node);
		return -EBUSY;
	}
	*node = (struct node){
	        .file = {.operations = &node_operations, .references = 1, .flags = flags},
	        .disk = disk,
	        .claims = claims,
	        .failed = __atomic_load_n(&disk->flushes_failed, __ATOMIC_SEQ_CST)};
	*file = &node->file;
	return 0;
}

int device_block_open(uint64_t device, unsigned flags, struct file **file)
{
	unsigned minor = minor_of(device);
	struct disk *disk;

	if (device_major(device) != MAJOR_BLOCK || minor % MINORS)
		return -ENXIO;
	int result = disk_get(minor / MINORS, &disk);
	if (result)
		return result == -ENODEV ? -ENXIO : result;
	return make(disk, flags, file);
}
