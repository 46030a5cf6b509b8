/* SPDX-License-Identifier: ISC */
/*
 * Requests without bytes: flushes, discards, zeros (block.h). A failed flush is counted,
 * because everybody who has written something must be told of it (node.c).
 */
#include "block.h"

static int run(struct disk *disk, struct piece *piece)
{
	uint64_t length = piece->length;

	slots_take(disk, piece, 1, true);
	piece->length = length;
	pieces_run(disk, piece, 1);
	slots_give(disk, piece);
	return piece->error;
}

int disk_flush(struct disk *disk)
{
	struct piece piece = {.kind = PLATFORM_BLOCK_FLUSH};
	int result = run(disk, &piece);

	if (result)
		__atomic_add_fetch(&disk->flushes_failed, 1, __ATOMIC_SEQ_CST);
	return result;
}

/* By writing them. */
static int write_zeros(struct disk *disk, uint64_t position, uint64_t length)
{
	struct piece piece = {.kind = PLATFORM_BLOCK_WRITE, .position = position};
	uint64_t end = position + length;
	int result = 0;

	while (piece.position < end && !result) {
		slots_take(disk, &piece, end - piece.position, true);
		memset(piece_memory(disk, &piece), 0, piece.length);
		pieces_run(disk, &piece, 1);
		slots_give(disk, &piece);
		result = piece.error;
		piece.position += piece.length;
	}
	return result;
}

static int change(struct disk *disk, uint32_t kind, uint64_t position, uint64_t length)
{
	struct piece piece = {.kind = kind, .position = position};
	uint64_t end = position + length;

	for (; piece.position < end; piece.position += piece.length) {
		piece.length = end - piece.position;
		if (piece.length > disk->is.largest_discard)
			piece.length = disk->is.largest_discard;
		int result = run(disk, &piece);
		if (result == -EOPNOTSUPP && kind == PLATFORM_BLOCK_ZERO)
			return write_zeros(disk, piece.position, end - piece.position);
		if (result)
			return result;
	}
	return 0;
}

int disk_change(struct disk *disk, uint32_t kind, uint64_t position, uint64_t length)
{
	uint32_t needed = kind == PLATFORM_BLOCK_DISCARD ? PLATFORM_BLOCK_CAN_DISCARD
	                                                 : PLATFORM_BLOCK_CAN_ZERO;
	bool can = disk->is.flags & needed;
	struct range range;

	if (!can && kind != PLATFORM_BLOCK_ZERO)
		return -EOPNOTSUPP;
	range_begin(disk, &range, position, position + length);
	int result = can ? change(disk, kind, position, length)
	                 : write_zeros(disk, position, length);
	range_end(disk, &range);
	return result;
}
