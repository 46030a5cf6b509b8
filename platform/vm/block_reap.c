/* SPDX-License-Identifier: ISC */
/*
 * platform_block_reap, and whether there is something to reap. Who waits for disks must
 * have looked for completions in vain: only then does the device interrupt for the next.
 * What such a look finds is kept until it is taken.
 */
#include "block.h"

#define BATCH 16 /* completions at once */

enum status { STATUS_OK = 0, STATUS_UNSUPPORTED = 2 };

void vm_block_done(struct vm_disk *disk, unsigned token, int error)
{
	unsigned at = (disk->done_first + disk->done_count++) % BLOCK_DEPTH;
	disk->done[at] = (struct platform_block_completion){token, error};
	disk->token[token] = DISK_DONE;
	disk->posted--;
}

static int error_of(uint8_t status)
{
	if (status == STATUS_OK)
		return 0;
	return status == STATUS_UNSUPPORTED ? -EOPNOTSUPP : -EIO;
}

/* Everything under way ends. */
static void give_up(struct vm_disk *disk)
{
	disk->state = DISK_BROKEN;
	for (unsigned token = 0; token < disk->block.depth; token++)
		if (disk->token[token] == DISK_POSTED)
			vm_block_done(disk, token, -EIO);
}

/* Keep what has come. */
static void look(struct vm_disk *disk)
{
	struct gate_completion batch[BATCH];
	long found = disk->posted ? BATCH : 0;
	while (disk->state == DISK_OPEN && found == BATCH) {
		found = vm_reap(disk->device, 0, batch, BATCH);
		if (found < 0)
			break;
		for (long n = 0; n < found; n++) {
			unsigned token = batch[n].token / BLOCK_DESCRIPTORS;
			uint8_t status = *(volatile uint8_t *)&disk->slots[token].status;
			vm_block_done(disk, token, error_of(status));
		}
	}
	if (disk->state == DISK_BROKEN || found < 0)
		give_up(disk);
}

bool vm_block_pending(void)
{
	bool any = false;
	for (unsigned number = 0; number < DISKS_MAX; number++) {
		struct vm_disk *disk = vm_disk(number);
		if (!disk)
			continue;
		look(disk);
		any |= disk->done_count != 0;
	}
	return any;
}

long vm_block_reap(unsigned number, struct platform_block_completion *completions,
                   unsigned count)
{
	struct vm_disk *disk = vm_disk(number);
	unsigned taken = 0;
	if (!disk)
		return -ENODEV;
	if (disk->done_count < count)
		look(disk);
	for (; taken < count && disk->done_count; taken++) {
		completions[taken] = disk->done[disk->done_first];
		disk->done_first = (disk->done_first + 1) % BLOCK_DEPTH;
		disk->done_count--;
		disk->token[completions[taken].token] = DISK_IDLE;
	}
	return taken;
}
