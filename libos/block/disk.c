/* SPDX-License-Identifier: ISC */
/*
 * The disks that there are (block.h). Each is taken into use when it is first wanted,
 * with the memory for its requests. Lock: opening, a mutex.
 */
#include "block.h"
#include "mem/memory.h"

struct disk disks[DISKS_MAX];
static struct mutex opening;

/* At most an eighth of a machine's memory. */
static size_t memory_wanted(void)
{
	size_t part = platform_information.memory / 8;

	return part < DISK_MEMORY ? part : DISK_MEMORY;
}

/* The memory that the disk takes counts as the libos's. */
static int take_into_use(struct disk *disk, unsigned number)
{
	size_t size = memory_wanted();
	int result = platform_block_open(number, &disk->is); /* is there one? */

	if (result)
		return result;
	while (size >= DISK_MEMORY_LEAST && !memory_use(size))
		size /= 2;
	if (size < DISK_MEMORY_LEAST)
		return -ENOMEM;
	disk->is.memory_size = size;
	result = platform_block_open(number, &disk->is);
	memory_unuse(result ? size : size - disk->is.memory_size);
	return result;
}

static void cut(struct disk *disk)
{
	unsigned count = disk->is.depth < DISK_SLOTS ? disk->is.depth : DISK_SLOTS;

	if (count > disk->is.memory_size / PLATFORM_PAGE)
		count = (unsigned)(disk->is.memory_size / PLATFORM_PAGE);
	disk->slot_size = disk->is.memory_size / count & -(size_t)PLATFORM_PAGE;
	disk->slots = ~0ul >> (64 - count);
}

static int get(struct disk *disk, unsigned number)
{
	if (disk->open)
		return 0;
	disk->is.memory_size = 0;
	int result = take_into_use(disk, number);
	if (result)
		return result;
	disk->number = number;
	cut(disk);
	__atomic_store_n(&disk->open, true, __ATOMIC_RELEASE);
	return 0;
}

int disk_get(unsigned number, struct disk **disk)
{
	if (number >= DISKS_MAX)
		return -ENODEV;
	*disk = &disks[number];
	mutex_acquire(&opening);
	int result = get(*disk, number);
	mutex_release(&opening);
	return result;
}

unsigned disks_count(void)
{
	struct platform_block is = {.memory_size = 0};
	unsigned count = 0;

	while (count < DISKS_MAX && platform_block_open(count, &is) != -ENODEV)
		count++;
	return count;
}
