/* SPDX-License-Identifier: ISC */
/*
 * Inodes of an EROFS (erofs.h): from either form on disk to the one that the reader
 * works with, whose places have been compared with the size of the whole.
 */
#include "disk.h"
#include "fs/tree.h"

static bool known_type(uint32_t mode)
{
	switch (mode & MODE_TYPE) {
	case MODE_FIFO:
	case MODE_CHARACTER:
	case MODE_DIRECTORY:
	case MODE_BLOCK:
	case MODE_REGULAR:
	case MODE_LINK:
	case MODE_SOCKET:
		return true;
	default:
		return false;
	}
}

static bool has_contents(uint32_t mode)
{
	return (mode & MODE_TYPE) == MODE_REGULAR ||
	       (mode & MODE_TYPE) == MODE_DIRECTORY || (mode & MODE_TYPE) == MODE_LINK;
}

static void take_compact(const struct erofs *fs, const struct disk_inode *from,
                         struct erofs_inode *to)
{
	to->size = from->compact.size;
	to->user = from->compact_owner.user;
	to->group = from->compact_owner.group;
	to->links = from->compact_links;
	to->modified = fs->made;
}

static void take_extended(const struct disk_inode *from, struct erofs_inode *to)
{
	to->size = from->size;
	to->user = from->user;
	to->group = from->group;
	to->links = from->links;
	to->modified =
	        (int64_t)(from->modified * 1000000000 + from->modified_nanoseconds);
}

/* Blocks in a row, the last of which may lie at `behind`. */
static int place_flat(const struct erofs *fs, struct erofs_inode *inode, uint64_t behind,
                      uint32_t block)
{
	uint64_t in_block = behind & (block_size(fs) - 1), tail = 0;

	inode->tail_from = inode->size;
	if (inode->layout == LAYOUT_TAIL && inode->size) {
		inode->tail_from = (inode->size - 1) & -block_size(fs);
		inode->tail = behind;
		tail = inode->size - inode->tail_from;
		if (in_block + tail > block_size(fs) || !erofs_has(fs, behind, tail))
			return -EUCLEAN;
	}
	inode->data = (uint64_t)block << fs->block_bits;
	if (inode->tail_from && !erofs_has(fs, inode->data, inode->tail_from))
		return -EUCLEAN;
	return 0;
}

static int place_chunks(const struct erofs *fs, struct erofs_inode *inode,
                        uint64_t behind, uint32_t form)
{
	uint64_t count, offset;

	if (form & ~CHUNK_KNOWN)
		return -EOPNOTSUPP;
	inode->chunk_bits = fs->block_bits + (form & CHUNK_BITS);
	inode->chunk_entry =
	        form & CHUNK_INDEXED ? sizeof(struct disk_chunk) : sizeof(uint32_t);
	inode->data = (behind + inode->chunk_entry - 1) & -(uint64_t)inode->chunk_entry;
	count = (inode->size + (1ull << inode->chunk_bits) - 1) >> inode->chunk_bits;
	if (!erofs_has(fs, inode->data, count * inode->chunk_entry))
		return -EUCLEAN;
	if (fs->source)
		return 0;
	for (uint64_t number = 0; number < count; number++) {
		int result = erofs_chunk(fs, inode, number, &offset);
		if (result)
			return result;
	}
	return 0;
}

static int place(const struct erofs *fs, struct erofs_inode *inode, uint64_t behind,
                 uint32_t where)
{
	if (!has_contents(inode->mode)) {
		inode->device = where;
		inode->size = 0;
		return 0;
	}
	if (inode->size > INT64_MAX)
		return -EUCLEAN;
	switch (inode->layout) {
	case LAYOUT_PLAIN:
	case LAYOUT_TAIL:
		return place_flat(fs, inode, behind, where);
	case LAYOUT_CHUNKED:
		return place_chunks(fs, inode, behind, where);
	default:
		return -EOPNOTSUPP;
	}
}

/* The count has the header as one, then words of 4 bytes. */
static int place_attributes(const struct erofs *fs, struct erofs_inode *inode,
                            uint64_t behind, unsigned count)
{
	inode->attributes = behind;
	if (!count)
		return 0;
	inode->attributes_size =
	        (unsigned)sizeof(struct disk_attributes) + 4 * (count - 1);
	return erofs_has(fs, behind, inode->attributes_size) ? 0 : -EUCLEAN;
}

int erofs_inode(const struct erofs *fs, uint64_t number, struct erofs_inode *inode)
{
	struct disk_inode disk = {0};
	uint64_t at, behind;
	int result;

	if (fs->inodes > fs->size || number > (fs->size - fs->inodes) / INODE_SLOT)
		return -EUCLEAN;
	at = fs->inodes + number * INODE_SLOT;
	result = erofs_fetch(fs, at, &disk, INODE_SLOT);
	if (result)
		return result;
	if (disk.format & ~FORMAT_KNOWN)
		return -EOPNOTSUPP;
	*inode = (struct erofs_inode){.number = number,
	                              .mode = disk.mode,
	                              .layout = FORMAT_LAYOUT(disk.format)};
	if (disk.format & FORMAT_EXTENDED) {
		result = erofs_fetch(fs, at, &disk, sizeof disk);
		take_extended(&disk, inode);
		behind = at + sizeof disk;
	} else {
		take_compact(fs, &disk, inode);
		behind = at + INODE_SLOT;
	}
	if (!result && !known_type(inode->mode))
		result = -EUCLEAN;
	if (!result)
		result = place_attributes(fs, inode, behind, disk.attribute_count);
	return result ? result
	              : place(fs, inode, behind + inode->attributes_size, disk.place);
}
