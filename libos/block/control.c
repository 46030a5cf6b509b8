/* SPDX-License-Identifier: ISC */
/*
 * ioctl(2) on the device node of a disk, with the requests of linux/fs.h. What asks for
 * the disk's cache and queue on Linux gets the answers of one that has none. No lock.
 */
#include "identity/capable.h"
#include "node.h"
#include <linux/fs.h>
#include <linux/hdreg.h>

#define SECTOR 512u

static long out_int(void *argument, unsigned value)
{
	return copy_out(argument, &value, sizeof value);
}

static long out_short(void *argument, uint16_t value)
{
	return copy_out(argument, &value, sizeof value);
}

static long out_long(void *argument, uint64_t value)
{
	return copy_out(argument, &value, sizeof value);
}

/* What virtio_blk makes up on Linux, too: no disk has cylinders. */
static long geometry(const struct disk *disk, void *argument)
{
	const struct hd_geometry made_up = {
	        .heads = 64,
	        .sectors = 32,
	        .cylinders = (unsigned short)(disk->is.size / SECTOR >> 11),
	};

	if (!argument)
		return -EINVAL;
	return copy_out(argument, &made_up, sizeof made_up);
}

/* [start, start + length) in bytes. */
struct extent {
	uint64_t start, length;
};

/* 0: it is whole blocks within the disk. */
static int get_extent(const struct disk *disk, const void *argument,
                      struct extent *extent)
{
	if (copy_in(extent, argument, sizeof *extent))
		return -EFAULT;
	if ((extent->start | extent->length) & (disk->is.block - 1))
		return -EINVAL;
	if (extent->start > disk->is.size ||
	    extent->length > disk->is.size - extent->start)
		return -EINVAL;
	return 0;
}

static long discard(const struct file *file, struct disk *disk, const void *argument)
{
	struct extent extent;

	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!(disk->is.flags & PLATFORM_BLOCK_CAN_DISCARD))
		return -EOPNOTSUPP;
	if (disk_is_read_only(disk))
		return -EPERM;
	int result = get_extent(disk, argument, &extent);
	return result ? result
	              : disk_change(disk, PLATFORM_BLOCK_DISCARD, extent.start,
	                            extent.length);
}

static long zero(const struct file *file, struct disk *disk, const void *argument)
{
	struct extent extent;

	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (disk_is_read_only(disk))
		return -EPERM;
	int result = get_extent(disk, argument, &extent);
	if (!result && !extent.length)
		result = -EINVAL;
	return result ? result
	              : disk_change(disk, PLATFORM_BLOCK_ZERO, extent.start,
	                            extent.length);
}

static long set_read_only(struct disk *disk, const int *argument)
{
	int on;

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (copy_in(&on, argument, sizeof on))
		return -EFAULT;
	disk->read_only = on;
	return 0;
}

/* The size of blocks that Linux's cache would begin with: the largest up to a page that
 * divides the disk. */
static unsigned cache_block(const struct disk *disk)
{
	unsigned size = disk->is.block;

	while (size < PLATFORM_PAGE && !(disk->is.size & size))
		size *= 2;
	return size;
}

long node_control(struct file *file, unsigned long request, void *argument)
{
	struct disk *disk = node_of(file)->disk;
	uint64_t sectors = disk->is.size / SECTOR;

	switch (request) {
	case BLKGETSIZE64:
		return out_long(argument, disk->is.size);
	case BLKGETSIZE:
		return out_long(argument, sectors);
	case BLKSSZGET:
		return out_int(argument, disk->is.block);
	case BLKPBSZGET:
	case BLKIOMIN:
		return out_int(argument, disk->is.physical_block);
	case BLKBSZGET:
		return out_int(argument, cache_block(disk));
	case BLKIOOPT:
	case BLKALIGNOFF:
	case BLKDISCARDZEROES:
		return out_int(argument, 0);
	case BLKSECTGET:
		return out_short(argument, (uint16_t)(DISK_PIECE / SECTOR));
	case BLKRAGET:
	case BLKFRAGET:
		return out_long(argument, 0);
	case BLKROTATIONAL:
		return out_short(argument, 0);
	case BLKROGET:
		return out_int(argument, disk_is_read_only(disk));
	case BLKROSET:
		return set_read_only(disk, argument);
	case BLKFLSBUF:
		return capable(CAP_SYS_ADMIN) ? disk_flush(disk) : -EACCES;
	case BLKDISCARD:
		return discard(file, disk, argument);
	case BLKZEROOUT:
		return zero(file, disk, argument);
	case HDIO_GETGEO:
		return geometry(disk, argument);
	}
	return -ENOTTY;
}
