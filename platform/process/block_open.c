/* SPDX-License-Identifier: ISC */
/* platform_block_open: what block_begin.c has opened. */
#include "block.h"

__asm__(".globl process_disks_begin"); /* in every image that has disks */

int process_block_open(unsigned number, struct platform_block *block)
{
	struct process_disk *disk = number < DISKS_MAX ? &process_disks[number] : NULL;
	if (!disk || !disk->file)
		return -ENODEV;
	if (!disk->block.memory)
		return -ENOMEM;
	process_lock(&disk->lock);
	if (!disk->open && block->memory_size) {
		size_t size = block->memory_size < DISK_MEMORY ? block->memory_size
		                                               : DISK_MEMORY;
		disk->block.memory_size = size & -(size_t)PLATFORM_PAGE;
		disk->block.largest = (uint32_t)disk->block.memory_size;
		__atomic_store_n(&disk->open, true, __ATOMIC_RELEASE);
	}
	*block = disk->block;
	process_unlock(&disk->lock);
	return 0;
}
