/* SPDX-License-Identifier: ISC */
/*
 * Opening an EROFS (erofs.h): what its superblock says is compared with what is there,
 * and anything that needs more than this reader has is refused with a sentence.
 */
#include "disk.h"
#include "fs/tree.h"

int erofs_fetch(const struct erofs *fs, uint64_t offset, void *to, size_t size)
{
	if (!erofs_has(fs, offset, size))
		return -EUCLEAN;
	if (fs->source)
		return fs->source->read(fs->source, offset, to, size);
	memcpy(to, fs->memory + offset, size);
	return 0;
}

/* CRC-32C (RFC 3720, appendix B.4), four bits at a time, without the final inversion. */
static uint32_t checksum(uint32_t sum, const uint8_t *bytes, size_t size)
{
	static const uint32_t table[16] = {
	        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
	        0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75};

	while (size--) {
		sum ^= *bytes++;
		sum = table[sum & 15] ^ sum >> 4;
		sum = table[sum & 15] ^ sum >> 4;
	}
	return sum;
}

/* It covers the first block from the superblock on, its own field as 0. */
static int check_sum(struct erofs *fs, struct disk_super super)
{
	size_t left = block_size(fs) > SUPER_OFFSET ? block_size(fs) - SUPER_OFFSET
	                                            : block_size(fs);
	uint64_t at = SUPER_OFFSET;
	uint32_t said = super.checksum, sum;
	uint8_t piece[128];
	int result = 0;

	super.checksum = 0;
	sum = checksum(UINT32_MAX, (const uint8_t *)&super, sizeof super);
	for (left -= sizeof super, at += sizeof super; left && !result;
	     left -= sizeof piece, at += sizeof piece) {
		result = erofs_fetch(fs, at, piece, sizeof piece);
		sum = checksum(sum, piece, sizeof piece);
	}
	if (!result && sum != said) {
		fs->problem = "its checksum is wrong";
		result = -EUCLEAN;
	}
	return result;
}

static const char *unknown_feature(const struct disk_super *super)
{
	uint32_t unknown = super->features & ~FEATURES_KNOWN;

	if (super->directory_bits)
		return "its directories have large blocks";
	if (super->devices)
		return "it has data on further devices";
	if (unknown & (2u | 8u | 16u | 32u))
		return "it is compressed; make it without -z";
	return unknown ? "it has features that aren't known here" : NULL;
}

static int check_super(struct erofs *fs, const struct disk_super *super)
{
	if (super->block_bits < BLOCK_BITS_LEAST || super->block_bits > BLOCK_BITS_MOST) {
		fs->problem = "its blocks have a size that isn't known here";
		return -EOPNOTSUPP;
	}
	fs->problem = unknown_feature(super);
	if (fs->problem)
		return -EOPNOTSUPP;
	fs->block_bits = super->block_bits;
	fs->inodes = (uint64_t)super->inode_block << super->block_bits;
	fs->attributes = (uint64_t)super->attribute_block << super->block_bits;
	fs->root = super->root;
	fs->made = (int64_t)(super->made * 1000000000 + super->made_nanoseconds);
	fs->files = super->inodes;
	if ((uint64_t)super->blocks << super->block_bits > fs->size) {
		fs->problem = "it is cut short";
		return -EUCLEAN;
	}
	return super->compatible & COMPATIBLE_CHECKSUM ? check_sum(fs, *super) : 0;
}

static int check_root(struct erofs *fs)
{
	struct erofs_inode root;
	int result = erofs_inode(fs, fs->root, &root);

	if (!result && (root.mode & MODE_TYPE) != MODE_DIRECTORY)
		result = -EUCLEAN;
	if (result)
		fs->problem = "its root directory is damaged";
	return result;
}

static int open_any(struct erofs *fs)
{
	struct disk_super super;
	int result;

	fs->problem = "it isn't an EROFS";
	if (!erofs_has(fs, SUPER_OFFSET, sizeof super))
		return -EINVAL;
	result = erofs_fetch(fs, SUPER_OFFSET, &super, sizeof super);
	if (!result && super.magic != MAGIC)
		result = -EINVAL;
	if (!result)
		result = check_super(fs, &super);
	if (!result)
		result = check_root(fs);
	if (result == -EIO)
		fs->problem = "it can't be read";
	if (!result)
		fs->problem = NULL;
	return result;
}

int erofs_open(struct erofs *fs, const void *start, uint64_t size)
{
	*fs = (struct erofs){.memory = start, .size = size};
	return open_any(fs);
}

int erofs_open_source(struct erofs *fs, struct erofs_source *source)
{
	*fs = (struct erofs){.source = source, .size = source->size};
	return open_any(fs);
}
