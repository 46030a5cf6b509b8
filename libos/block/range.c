/* SPDX-License-Identifier: ISC */
/*
 * Who writes to a disk has the blocks to himself (block.h): a write of a part of a block
 * reads the whole of it first, and nobody may write to it in between.
 * Lock: the disk's writers'.
 */
#include "block.h"

static bool is_taken(const struct disk *disk, const struct range *range)
{
	for (const struct range *other = disk->ranges; other; other = other->next)
		if (range->start < other->end && other->start < range->end)
			return true;
	return false;
}

void range_begin(struct disk *disk, struct range *range, uint64_t start, uint64_t end)
{
	struct thread *thread = thread_this();
	bool deaf = thread->deaf;

	range->start = start;
	range->end = end;
	thread->deaf = true;
	lock_acquire(&disk->writers.lock);
	while (is_taken(disk, range)) {
		queue_sleep(&disk->writers, UINT64_MAX);
		lock_acquire(&disk->writers.lock);
	}
	range->next = disk->ranges;
	disk->ranges = range;
	lock_release(&disk->writers.lock);
	thread->deaf = deaf;
}

void range_end(struct disk *disk, struct range *range)
{
	struct range **link = &disk->ranges;

	lock_acquire(&disk->writers.lock);
	while (*link != range)
		link = &(*link)->next;
	*link = range->next;
	queue_wake(&disk->writers, ~0u);
	lock_release(&disk->writers.lock);
}
