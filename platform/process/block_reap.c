/* SPDX-License-Identifier: ISC */
/* platform_block_reap: every request that was submitted has ended by then, so nobody ever
 * waits for PLATFORM_EVENT_BLOCK. */
#include "block.h"

long process_block_reap(unsigned number, struct platform_block_completion *completions,
                        unsigned count)
{
	struct process_disk *disk = process_disk(number);
	unsigned taken = 0;
	if (!disk)
		return -ENODEV;
	process_lock(&disk->lock);
	for (; taken < count && disk->done_count; taken++) {
		completions[taken] = disk->done[disk->done_first];
		disk->done_first = (disk->done_first + 1) % DISK_DEPTH;
		disk->done_count--;
		__atomic_clear(&disk->busy[completions[taken].token], __ATOMIC_RELEASE);
	}
	process_unlock(&disk->lock);
	return taken;
}
