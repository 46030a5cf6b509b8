/* SPDX-License-Identifier: ISC */
/*
 * Packets of AF_UNIX (unix.h). A short one is a single piece of the heap; more lies in
 * pages, of which some are kept for the next ones.
 * Lock: kept_lock, for those; nothing is taken under it.
 */
#include "mem/heap.h"
#include "net/unix/unix.h"

#define SHORT_MOST 960 /* bytes in a piece of the heap: its largest class but one */
#define PAGES_KEPT 64

static struct lock kept_lock;
static struct unix_block *kept;
static unsigned kept_count;

static struct unix_block *take_kept(void)
{
	lock_acquire(&kept_lock);
	struct unix_block *block = kept;
	if (block) {
		kept = block->next;
		kept_count--;
	}
	lock_release(&kept_lock);
	return block;
}

static struct unix_block *block_make(size_t size)
{
	bool page = size > SHORT_MOST;
	size_t all = page ? PLATFORM_PAGE : sizeof(struct unix_block) + size;
	struct unix_block *block = page ? take_kept() : NULL;

	if (!block)
		block = heap_allocate(all);
	if (!block)
		return NULL;
	block->next = NULL;
	block->size = 0;
	block->capacity = (unsigned)(all - sizeof *block);
	return block;
}

static void block_free(struct unix_block *block)
{
	size_t all = block->capacity + sizeof *block;
	bool keep = false;

	if (all == PLATFORM_PAGE) {
		lock_acquire(&kept_lock);
		keep = kept_count < PAGES_KEPT;
		if (keep) {
			block->next = kept;
			kept = block;
			kept_count++;
		}
		lock_release(&kept_lock);
	}
	if (!keep)
		heap_free(block, all);
}

static int fill(struct unix_packet *packet, struct transfer *transfer, size_t size)
{
	struct unix_block **at = &packet->blocks;

	while (size) {
		struct unix_block *block = *at = block_make(size);
		if (!block)
			return -ENOBUFS;
		size_t n = size < block->capacity ? size : block->capacity;
		long count = transfer_in(transfer, block->bytes, n);
		if (count != (long)n)
			return -EFAULT;
		block->size = (unsigned)n;
		packet->size += n;
		size -= n;
		at = &block->next;
	}
	return 0;
}

struct unix_packet *unix_packet_make(struct transfer *transfer, size_t size, int *error)
{
	struct unix_packet *packet = heap_allocate(sizeof *packet);

	*error = packet ? fill(packet, transfer, size) : -ENOBUFS;
	if (!*error)
		return packet;
	if (packet)
		unix_packet_free(packet);
	return NULL;
}

void unix_packet_free(struct unix_packet *packet)
{
	while (packet->blocks) {
		struct unix_block *block = packet->blocks;
		packet->blocks = block->next;
		block_free(block);
	}
	for (unsigned i = 0; i < packet->file_count; i++)
		file_put(packet->files[i]);
	heap_free(packet->files, packet->file_count * sizeof *packet->files);
	if (packet->from)
		unix_name_put(packet->from);
	heap_free(packet, sizeof *packet);
}

long unix_packet_out(const struct unix_packet *packet, struct transfer *transfer)
{
	const struct unix_block *block = packet->blocks;
	size_t offset = packet->offset;
	long done = 0;

	for (; block && transfer->left; block = block->next, offset = 0) {
		size_t n = block->size - offset;
		long count = transfer_out(transfer, block->bytes + offset, n);
		if (count < 0)
			return done ? done : count;
		done += count;
		if ((size_t)count < n)
			break;
	}
	return done;
}

void unix_packet_drop(struct unix_packet *packet, size_t count)
{
	packet->size -= count;
	packet->offset += count;
	while (packet->blocks && packet->offset >= packet->blocks->size) {
		struct unix_block *block = packet->blocks;
		packet->offset -= block->size;
		packet->blocks = block->next;
		block_free(block);
	}
}
