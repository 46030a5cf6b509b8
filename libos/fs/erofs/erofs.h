/* SPDX-License-Identifier: ISC */
/*
 * A reader of EROFS, the read-only file system that an image's root is (made by
 * mkfs.erofs; Linux Documentation/filesystems/erofs.rst). It lies in memory or behind a
 * source of bytes. Uncompressed data only: whatever needs more is refused when it is
 * opened. tmpfs/ shows what is read here to programs, as the layer below its own.
 *
 * Stands alone: no allocation, no lock, and nothing changes after erofs_open(), so any
 * number of threads may read at the same time if the source lets them. No number of the
 * file system is believed before it was compared with what is there: any bytes may be
 * given. Errors are -EUCLEAN, the file system contradicts itself, as Linux has it, and
 * what the source says (-EIO).
 */
#ifndef LIBOS_FS_EROFS_EROFS_H
#define LIBOS_FS_EROFS_EROFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

#define EROFS_NAME_LONGEST 255  /* bytes of a name, or of an attribute's whole name */
#define EROFS_LINK_LONGEST 4095 /* PATH_MAX without the NUL */

/* Where the bytes come from; embedded in the owner's structure. */
struct erofs_source {
	uint64_t size; /* bytes; nothing is asked for beyond */
	/* All of [offset, offset + size); 0 or -EIO. May sleep. */
	int (*read)(struct erofs_source *source, uint64_t offset, void *to, size_t size);
};

struct erofs {
	const char *memory;          /* its first byte; NULL: through the source */
	struct erofs_source *source; /* NULL: in memory */
	uint64_t size;               /* bytes that may be read */
	uint64_t inodes;             /* byte offset of the area of inodes */
	uint64_t attributes;         /* and of attributes that inodes share */
	uint64_t root;               /* the root directory's inode number */
	int64_t made;                /* ns since 1970; compact inodes' times */
	uint64_t files;              /* inodes, as it says itself: for statfs(2) */
	unsigned block_bits;         /* a block is 1 << block_bits bytes, 512 to 4096 */
	const char *problem;         /* after an error of open: why, in plain words */
};

struct erofs_inode {
	uint64_t number;
	uint32_t mode; /* type and permissions, as in stat(2) */
	uint32_t user, group, links;
	uint64_t device;  /* of a device node, as in stat(2) */
	uint64_t size;    /* bytes; at most INT64_MAX */
	int64_t modified; /* ns since 1970 */
	/* the reader's own */
	unsigned layout, chunk_bits, chunk_entry;
	uint64_t data;       /* byte offset of the first block, or of the map of chunks */
	uint64_t tail;       /* and of what lies behind the inode itself, which begins */
	uint64_t tail_from;  /* at this offset in the file */
	uint64_t attributes; /* byte offset of the attributes, with their header */
	unsigned attributes_size;
};

/* A name in a directory; "." and ".." are passed over. */
struct erofs_name {
	uint64_t number;
	unsigned length;
	char text[EROFS_NAME_LONGEST + 1]; /* terminated; no NUL or slash within */
};

/* An extended attribute (xattr(7)). */
struct erofs_attribute {
	char name[EROFS_NAME_LONGEST + 1]; /* whole: "user.mime_type"; terminated */
	unsigned name_length;
	unsigned size;  /* bytes of its value */
	uint64_t value; /* the reader's own */
};

/* Check what describes the whole. Errors: -EINVAL, no EROFS; -EUCLEAN; -EOPNOTSUPP, needs
 * what isn't here; -EIO. `start` lies on a page. */
int erofs_open(struct erofs *fs, const void *start, uint64_t size);
int erofs_open_source(struct erofs *fs, struct erofs_source *source);

/* The inode of that number; any number may be given. Everything that says where its
 * contents lie has been checked then, but for the map of a chunked file behind a source.
 */
int erofs_inode(const struct erofs *fs, uint64_t number, struct erofs_inode *inode);

/* The name at *position, 0 at first, which moves behind it: 1, or 0 at the end. `name` is
 * the previous one on entry: names ascend, so none comes twice. */
int erofs_list(const struct erofs *fs, const struct erofs_inode *directory,
               uint64_t *position, struct erofs_name *name);

/* Is `directory` really the child of the one with the number `parent`? 0, or -EUCLEAN
 * where its ".." says something else, or it is the root. Who asks this of each directory
 * that it finds walks a tree and comes to no directory twice. */
int erofs_child(const struct erofs *fs, const struct erofs_inode *directory,
                uint64_t parent);

/* The text of a symbolic link, inode->size bytes, at most EROFS_LINK_LONGEST, none NUL;
 * not terminated. 0. */
int erofs_link(const struct erofs *fs, const struct erofs_inode *inode, char *to);

/* Bytes of a file from `offset` on: how many, fewer than `size` only at the end. */
long erofs_read(const struct erofs *fs, const struct erofs_inode *inode, uint64_t offset,
                void *to, size_t size);

/* The same where they lie, of a file system in memory, as pages_lower.at
 * (fs/pages.h) has it: *length bytes in a row, at least 1, for an `offset` within the
 * size; NULL: a hole, as many zeros. */
const char *erofs_at(const struct erofs *fs, const struct erofs_inode *inode,
                     uint64_t offset, size_t *length);

/* The attribute at *position, 0 at first, which moves behind it: 1, or 0 at the end. */
int erofs_attribute(const struct erofs *fs, const struct erofs_inode *inode,
                    unsigned *position, struct erofs_attribute *attribute);
/* Its value, attribute->size bytes; 0. */
int erofs_attribute_value(const struct erofs *fs, const struct erofs_attribute *attribute,
                          void *to);

#pragma GCC visibility pop
#endif
