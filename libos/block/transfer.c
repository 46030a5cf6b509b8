/* SPDX-License-Identifier: ISC */
/*
 * Reading and writing any bytes of a disk (block.h), in pieces of whole blocks of which
 * several are under way at the same time. The bytes are copied once, between the disk's
 * memory and the program's. Parts of blocks are written by reading the block first.
 */
#include "block.h"

/* The blocks that [position, position + left) touches. */
static uint64_t block_down(const struct disk *disk, uint64_t position)
{
	return position & -(uint64_t)disk->is.block;
}

static uint64_t block_up(const struct disk *disk, uint64_t position)
{
	return block_down(disk, position + disk->is.block - 1);
}

/* Slots for the blocks of [at, end), for the first ones at least; how many pieces. */
static unsigned cut(struct disk *disk, struct piece *pieces, uint32_t kind, uint64_t at,
                    uint64_t end)
{
	unsigned count = 0;

	while (count < DISK_PIECES && at < end) {
		struct piece *piece = &pieces[count];
		if (!slots_take(disk, piece, end - at, !count))
			break;
		piece->kind = kind;
		piece->position = at;
		at += piece->length;
		count++;
	}
	return count;
}

static void give_all(struct disk *disk, const struct piece *pieces, unsigned count)
{
	for (unsigned n = 0; n < count; n++)
		slots_give(disk, &pieces[n]);
}

/* ---- reading ---- */

/* Bytes of a piece from `offset` on that lie on one page of the disk. */
static uint64_t page_left(const struct piece *piece, uint64_t offset)
{
	uint64_t left = piece->length - offset,
	         page = PLATFORM_PAGE - (piece->position + offset) % PLATFORM_PAGE;

	return left < page ? left : page;
}

/* A piece with a bad block in it: read its pages one by one, as far as they can be. */
static void read_again(struct disk *disk, struct piece *piece)
{
	struct piece part = *piece;
	uint64_t good = 0, length = piece->length;
	bool several = page_left(piece, 0) < length;

	for (; several && good < length; good += part.length) {
		part.position = piece->position + good;
		part.offset = good;
		part.length = page_left(piece, good);
		pieces_run(disk, &part, 1);
		if (part.error)
			break;
	}
	piece->error = part.error;
	piece->length = good;
}

/* Copy what has been read of a piece; how many bytes, or -errno. */
static long deliver(struct disk *disk, struct piece *piece, struct transfer *transfer)
{
	if (piece->error)
		read_again(disk, piece);
	uint64_t skip = transfer->position - piece->position;
	if (piece->length <= skip)
		return piece->error;
	long n = transfer_out(transfer, piece_memory(disk, piece) + skip,
	                      piece->length - skip);
	if (n > 0)
		transfer->position += (uint64_t)n;
	return n;
}

/* False: it is over, because of `result` where that is below 0. */
static bool read_some(struct disk *disk, struct transfer *transfer, long *result)
{
	struct piece pieces[DISK_PIECES];
	unsigned count = cut(disk, pieces, PLATFORM_BLOCK_READ,
	                     block_down(disk, transfer->position),
	                     block_up(disk, transfer->position + transfer->left));
	bool more = true;

	pieces_run(disk, pieces, count);
	for (unsigned n = 0; n < count && more; n++) {
		uint64_t end = pieces[n].position + pieces[n].length;
		*result = deliver(disk, &pieces[n], transfer);
		more = *result > 0 && transfer->left && transfer->position == end;
	}
	give_all(disk, pieces, count);
	return more;
}

long disk_read(struct disk *disk, struct transfer *transfer)
{
	uint64_t start = transfer->position;
	long result = 0;

	while (transfer->left && read_some(disk, transfer, &result))
		;
	return transfer->position > start ? (long)(transfer->position - start) : result;
}

/* ---- writing ---- */

/* Less than a block, or as much of one as can be copied. How many bytes, or -errno. */
static long write_part(struct disk *disk, struct transfer *transfer)
{
	struct piece piece;
	size_t skip = transfer->position % disk->is.block;

	cut(disk, &piece, PLATFORM_BLOCK_READ, transfer->position - skip,
	    transfer->position - skip + disk->is.block);
	pieces_run(disk, &piece, 1);
	long n = piece.error;
	if (!n)
		n = transfer_in(transfer, piece_memory(disk, &piece) + skip,
		                disk->is.block - skip);
	if (n > 0) {
		piece.kind = PLATFORM_BLOCK_WRITE;
		pieces_run(disk, &piece, 1);
		if (piece.error)
			n = piece.error;
	}
	if (n > 0)
		transfer->position += (uint64_t)n;
	slots_give(disk, &piece);
	return n;
}

/* Copy whole pieces, as many as can be; the others' slots go back. */
static unsigned fill(struct disk *disk, struct piece *pieces, unsigned count,
                     struct transfer *transfer)
{
	unsigned filled = 0;

	for (; filled < count; filled++) {
		struct transfer before = *transfer;
		struct piece *piece = &pieces[filled];
		if (transfer_in(transfer, piece_memory(disk, piece), piece->length) ==
		    (long)piece->length)
			continue;
		*transfer = before;
		break;
	}
	give_all(disk, pieces + filled, count - filled);
	return filled;
}

/* Whole blocks, which begin at the position. 0: the program's bytes can't be copied. */
static long write_whole(struct disk *disk, struct transfer *transfer)
{
	struct piece pieces[DISK_PIECES];
	uint64_t start = transfer->position;
	unsigned count = cut(disk, pieces, PLATFORM_BLOCK_WRITE, start,
	                     block_down(disk, start + transfer->left));
	long error = 0;

	count = fill(disk, pieces, count, transfer);
	if (!count)
		return 0;
	pieces_run(disk, pieces, count);
	for (unsigned n = 0; n < count && !error; n++) {
		error = pieces[n].error;
		if (!error)
			transfer->position += pieces[n].length;
	}
	give_all(disk, pieces, count);
	return error ? error : (long)(transfer->position - start);
}

static long write_some(struct disk *disk, struct transfer *transfer)
{
	long n = 0;

	if (transfer->position % disk->is.block == 0 && transfer->left >= disk->is.block)
		n = write_whole(disk, transfer);
	return n ? n : write_part(disk, transfer);
}

long disk_write(struct disk *disk, struct transfer *transfer)
{
	uint64_t start = transfer->position;
	struct range range;
	long n = 0;

	range_begin(disk, &range, block_down(disk, start),
	            block_up(disk, start + transfer->left));
	while (transfer->left) {
		n = write_some(disk, transfer);
		if (n < 0)
			break;
	}
	range_end(disk, &range);
	return transfer->position > start ? (long)(transfer->position - start) : n;
}

/* ---- the libos's own bytes ---- */

static int whole(long done, size_t size)
{
	if (done < 0)
		return (int)done;
	return (size_t)done == size ? 0 : -EIO;
}

int disk_read_bytes(struct disk *disk, uint64_t position, void *to, size_t size)
{
	struct transfer transfer = {
	        .at = to, .here = size, .left = size, .position = position};

	return whole(disk_read(disk, &transfer), size);
}

int disk_write_bytes(struct disk *disk, uint64_t position, const void *from, size_t size)
{
	struct transfer transfer = {.at = (char *)(uintptr_t)from,
	                            .here = size,
	                            .left = size,
	                            .position = position};

	return whole(disk_write(disk, &transfer), size);
}
