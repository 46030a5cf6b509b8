/* SPDX-License-Identifier: ISC */
/*
 * The form of an EROFS, and what the reader's files share. Little endian; all structures
 * but the name's lie on multiples of 4 bytes. Names and values follow Linux
 * Documentation/filesystems/erofs.rst and the format's own documentation.
 */
#ifndef LIBOS_FS_EROFS_DISK_H
#define LIBOS_FS_EROFS_DISK_H

#include "erofs.h"
#include "libos.h"

#pragma GCC visibility push(hidden)

#define SUPER_OFFSET 1024
#define MAGIC        0xe0f5e1e2u

#define COMPATIBLE_CHECKSUM 1u
/* Features that a reader has to know. The first only says how compressed data would lie;
 * an inode that is compressed is refused by itself. */
#define FEATURE_PADDING  1u
#define FEATURE_CHUNKED  4u
#define FEATURES_KNOWN   (FEATURE_PADDING | FEATURE_CHUNKED)
#define BLOCK_BITS_LEAST 9
#define BLOCK_BITS_MOST  12

struct disk_super {
	uint32_t magic, checksum, compatible;
	uint8_t block_bits, extension_slots;
	uint16_t root;
	uint64_t inodes;
	uint64_t made;
	uint32_t made_nanoseconds;
	uint32_t blocks;
	uint32_t inode_block, attribute_block;
	uint8_t identity[16], label[16];
	uint32_t features;
	uint16_t compression;
	uint16_t devices, device_slots;
	uint8_t directory_bits, prefixes;
	uint32_t prefix_start;
	uint64_t packed;
	uint8_t reserved[24];
};
_Static_assert(sizeof(struct disk_super) == 128, "as on disk");

/* disk_inode.format: bit 0, whether the inode is extended; then the layout. */
#define FORMAT_EXTENDED       1u
#define FORMAT_LAYOUT(format) ((format) >> 1 & 7)
#define FORMAT_KNOWN          15u

#define LAYOUT_PLAIN   0u
#define LAYOUT_TAIL    2u /* all but the last block; that lies behind the inode */
#define LAYOUT_CHUNKED 4u

#define INODE_SLOT 32

struct disk_inode {
	uint16_t format;
	uint16_t attribute_count;
	uint16_t mode;
	uint16_t compact_links;
	union {
		struct {
			uint32_t size, reserved;
		} compact;
		uint64_t size;
	};
	uint32_t place; /* first block, device number, or the form of the chunks */
	uint32_t number;
	union {
		struct {
			uint16_t user, group;
			uint32_t reserved;
		} compact_owner;
		struct {
			uint32_t user, group;
		};
	};
	/* extended ones only */
	uint64_t modified;
	uint32_t modified_nanoseconds;
	uint32_t links;
	uint8_t reserved[16];
};
_Static_assert(sizeof(struct disk_inode) == 64, "as on disk");

#define CHUNK_BITS    0x1fu /* of disk_inode.place: blocks of a chunk, as a power of two */
#define CHUNK_INDEXED 0x20u /* entries of 8 bytes with a device, not of 4 */
#define CHUNK_KNOWN   0x3fu
#define BLOCK_HOLE    UINT32_MAX

struct disk_chunk {
	uint16_t advice, device;
	uint32_t block;
};

struct disk_name {
	uint64_t number;
	uint16_t text; /* offset in the block; of the first one: where the names end */
	uint8_t type, reserved;
} __attribute__((packed));

struct disk_attributes {
	uint32_t filter;
	uint8_t shared; /* so many numbers of 4 bytes follow, then attributes */
	uint8_t reserved[7];
};

struct disk_attribute { /* then the name and the value */
	uint8_t name_length, prefix;
	uint16_t size;
};

static inline uint64_t block_size(const struct erofs *fs)
{
	return 1ull << fs->block_bits;
}

/* Bytes of the whole: 0, -EUCLEAN where there are none, -EIO. */
int erofs_fetch(const struct erofs *fs, uint64_t offset, void *to, size_t size);

/* Whether the bytes [offset, offset + size) are there. */
static inline bool erofs_has(const struct erofs *fs, uint64_t offset, uint64_t size)
{
	return offset <= fs->size && size <= fs->size - offset;
}

/* All of [offset, offset + size) of a file; -EUCLEAN where it is shorter. */
int erofs_read_all(const struct erofs *fs, const struct erofs_inode *inode,
                   uint64_t offset, void *to, size_t size);

/* Where a chunked file's chunk lies: *offset, or UINT64_MAX for a hole. */
int erofs_chunk(const struct erofs *fs, const struct erofs_inode *inode, uint64_t number,
                uint64_t *offset);

#pragma GCC visibility pop
#endif
