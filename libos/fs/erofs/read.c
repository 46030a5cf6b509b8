/* SPDX-License-Identifier: ISC */
/*
 * The contents of an EROFS's files (erofs.h): from an offset in a file to where its bytes
 * lie, for reading them, and for mapping them in place.
 */
#include "disk.h"

#define HOLE UINT64_MAX

int erofs_chunk(const struct erofs *fs, const struct erofs_inode *inode, uint64_t number,
                uint64_t *offset)
{
	uint64_t start = number << inode->chunk_bits;
	uint64_t size = inode->size - start;
	struct disk_chunk chunk = {0};
	int result;

	*offset = HOLE;
	if (size > 1ull << inode->chunk_bits)
		size = 1ull << inode->chunk_bits;
	result = erofs_fetch(fs, inode->data + number * inode->chunk_entry,
	                     (char *)&chunk + sizeof chunk - inode->chunk_entry,
	                     inode->chunk_entry);
	if (result)
		return result;
	if (chunk.block == BLOCK_HOLE)
		return 0;
	*offset = (uint64_t)chunk.block << fs->block_bits;
	return !chunk.device && erofs_has(fs, *offset, size) ? 0 : -EUCLEAN;
}

/* Where the byte at `offset`, within the size, lies: *at or HOLE, *length in a row. */
static int locate(const struct erofs *fs, const struct erofs_inode *inode,
                  uint64_t offset, uint64_t *at, uint64_t *length)
{
	uint64_t size = 1ull << inode->chunk_bits, within = offset & (size - 1);
	int result;

	if (inode->layout != LAYOUT_CHUNKED) {
		bool tail = offset >= inode->tail_from;
		*at = tail ? inode->tail + (offset - inode->tail_from)
		           : inode->data + offset;
		*length = (tail ? inode->size : inode->tail_from) - offset;
		return 0;
	}
	result = erofs_chunk(fs, inode, offset >> inode->chunk_bits, at);
	if (*at != HOLE)
		*at += within;
	*length = size - within;
	if (*length > inode->size - offset)
		*length = inode->size - offset;
	return result;
}

long erofs_read(const struct erofs *fs, const struct erofs_inode *inode, uint64_t offset,
                void *to, size_t size)
{
	char *next = to;
	uint64_t at, length;

	if (offset >= inode->size)
		return 0;
	if (size > inode->size - offset)
		size = inode->size - offset;
	for (size_t left = size; left; left -= length, next += length, offset += length) {
		int result = locate(fs, inode, offset, &at, &length);
		if (length > left)
			length = left;
		if (!result && at == HOLE)
			memset(next, 0, length);
		else if (!result)
			result = erofs_fetch(fs, at, next, length);
		if (result)
			return result;
	}
	return (long)size;
}

int erofs_read_all(const struct erofs *fs, const struct erofs_inode *inode,
                   uint64_t offset, void *to, size_t size)
{
	long result = erofs_read(fs, inode, offset, to, size);

	return result < 0 ? (int)result : (size_t)result == size ? 0 : -EUCLEAN;
}

const char *erofs_at(const struct erofs *fs, const struct erofs_inode *inode,
                     uint64_t offset, size_t *length)
{
	uint64_t at, run;

	/* cannot fail: erofs_inode() has looked at every chunk */
	locate(fs, inode, offset, &at, &run);
	*length = run;
	return at == HOLE ? NULL : fs->memory + at;
}

int erofs_link(const struct erofs *fs, const struct erofs_inode *inode, char *to)
{
	int result;

	if (!inode->size || inode->size > EROFS_LINK_LONGEST)
		return -EUCLEAN;
	result = erofs_read_all(fs, inode, 0, to, inode->size);
	for (uint64_t i = 0; i < inode->size && !result; i++)
		if (!to[i])
			result = -EUCLEAN;
	return result;
}
