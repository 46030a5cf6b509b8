/* SPDX-License-Identifier: ISC */
/*
 * Requests to a disk under way (block.h): their slots, submitting, and sleeping until
 * they have ended. Whoever finds that requests have ended, also those of others, takes
 * them up: who submits, and an idle CPU when the platform tells.
 * Lock: the disk's queue's; ready_lock may be taken under it.
 */
#include "block.h"

#define BATCH 8 /* completions at once */

/* What one call waits for. */
struct operation {
	struct thread *thread;
	unsigned pending; /* requests */
};

static unsigned under_way; /* requests, of all disks; atomic */

/* ---- slots ---- */

/* The place of up to `count` free ones in a row, which becomes what there is; -1. */
static int find(uint64_t free, unsigned *count)
{
	for (unsigned n = *count; n; n--) {
		uint64_t runs = free;
		for (unsigned i = 1; i < n; i++)
			runs &= runs >> 1;
		*count = n;
		if (runs)
			return __builtin_ctzll(runs);
	}
	return -1;
}

static uint64_t bits(const struct piece *piece)
{
	return (~0ul >> (64 - piece->slots)) << piece->slot;
}

static bool take_now(struct disk *disk, struct piece *piece, unsigned wanted)
{
	int slot = find(disk->slots, &wanted);

	if (slot < 0)
		return false;
	piece->slot = (unsigned)slot;
	piece->slots = wanted;
	disk->slots &= ~bits(piece);
	return true;
}

/* The lock is held, and released meanwhile. */
static void wait_for_slots(struct disk *disk)
{
	struct thread *thread = thread_this();
	bool deaf = thread->deaf;

	thread->deaf = true;
	queue_sleep(&disk->queue, UINT64_MAX);
	thread->deaf = deaf;
	lock_acquire(&disk->queue.lock);
}

bool slots_take(struct disk *disk, struct piece *piece, uint64_t length, bool wait)
{
	uint64_t most = DISK_PIECE < disk->is.largest ? DISK_PIECE : disk->is.largest;
	bool taken;

	if (length > most)
		length = most;
	unsigned wanted = (unsigned)((length + disk->slot_size - 1) / disk->slot_size);
	lock_acquire(&disk->queue.lock);
	while (!(taken = take_now(disk, piece, wanted ? wanted : 1)) && wait)
		wait_for_slots(disk);
	lock_release(&disk->queue.lock);
	if (!taken)
		return false;
	if (length > piece->slots * disk->slot_size)
		length = piece->slots * disk->slot_size;
	piece->length = length & -(uint64_t)disk->is.block;
	piece->offset = 0;
	return true;
}

void slots_give(struct disk *disk, const struct piece *piece)
{
	lock_acquire(&disk->queue.lock);
	disk->slots |= bits(piece);
	queue_wake(&disk->queue, piece->slots);
	lock_release(&disk->queue.lock);
}

/* ---- the ends of requests ---- */

/* The lock is held. When it is released, the operation may be gone. */
static void end(struct piece *piece, int error)
{
	struct operation *operation = piece->operation;

	piece->error = error;
	__atomic_sub_fetch(&under_way, 1, __ATOMIC_SEQ_CST);
	if (!--operation->pending)
		thread_wake(operation->thread);
}

static void reap(struct disk *disk)
{
	struct platform_block_completion done[BATCH];
	long count;

	do {
		count = platform_block_reap(disk->number, done, BATCH);
		if (count <= 0)
			return;
		lock_acquire(&disk->queue.lock);
		for (long n = 0; n < count; n++)
			end(disk->pieces[done[n].token], done[n].error);
		lock_release(&disk->queue.lock);
	} while (count == BATCH);
}

bool disks_waited(void)
{
	return __atomic_load_n(&under_way, __ATOMIC_SEQ_CST);
}

void disks_arrived(void)
{
	for (unsigned n = 0; n < DISKS_MAX; n++)
		if (__atomic_load_n(&disks[n].open, __ATOMIC_ACQUIRE))
			reap(&disks[n]);
}

/* ---- submitting ---- */

static struct platform_block_request request_of(const struct disk *disk,
                                                const struct piece *piece)
{
	return (struct platform_block_request){
	        .kind = piece->kind,
	        .token = piece->slot,
	        .position = piece->position,
	        .length = piece->length,
	        .memory = piece_memory(disk, piece),
	};
}

static void submit(struct disk *disk, struct piece *pieces, unsigned count)
{
	struct platform_block_request requests[DISK_PIECES];

	for (unsigned n = 0; n < count; n++) {
		disk->pieces[pieces[n].slot] = &pieces[n];
		requests[n] = request_of(disk, &pieces[n]);
	}
	__atomic_add_fetch(&under_way, count, __ATOMIC_SEQ_CST);
	if (platform_block_submit(disk->number, requests, count) != (long)count)
		panic("block/request.c: the platform refuses a request");
}

static void wait_until_ended(struct disk *disk, const struct operation *operation)
{
	struct thread *thread = thread_this();
	bool deaf = thread->deaf;

	thread->deaf = true;
	lock_acquire(&disk->queue.lock);
	while (operation->pending) {
		thread_sleep(&disk->queue.lock, UINT64_MAX);
		lock_acquire(&disk->queue.lock);
	}
	lock_release(&disk->queue.lock);
	thread->deaf = deaf;
}

void pieces_run(struct disk *disk, struct piece *pieces, unsigned count)
{
	struct operation operation = {.thread = thread_this(), .pending = count};

	for (unsigned n = 0; n < count; n++)
		pieces[n].operation = &operation;
	submit(disk, pieces, count);
	reap(disk);
	wait_until_ended(disk, &operation);
}
