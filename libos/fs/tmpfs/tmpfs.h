/* SPDX-License-Identifier: ISC */
/*
 * Files in memory. Every entry of a tmpfs is in memory for as long as it has a name; a
 * table by directory and name finds it. Directories and files may have something lower
 * (lower.h), whose names and bytes show through until they are changed: that is how the
 * image's read-only root becomes writable.
 * Locks: those of tree.h; the table and the lists of children are names.
 */
#ifndef LIBOS_FS_TMPFS_TMPFS_H
#define LIBOS_FS_TMPFS_TMPFS_H

#include "fs/pages.h"
#include "fs/path.h"
#include "fs/tree.h"

#pragma GCC visibility push(hidden)

struct tmpfs_entry {
	struct entry entry;
	struct tmpfs_entry *next_in_table;
	struct tmpfs_entry *next, **link; /* in its directory, by position */
	uint64_t position;
};

struct tmpfs_inode {
	struct inode inode;
	struct pages pages; /* of a regular file */
	unsigned seals;     /* of a regular file that is `sealable` (seals.h): F_SEAL_* */
	bool sealable;
	char *text; /* of a symbolic link; attributes.size bytes and a NUL */
	struct extended *extended; /* attributes (extended.c) */
	/* of a directory */
	struct tmpfs_entry *first, **last;
	uint64_t position; /* for the next child */
	bool lower_names;  /* those below are to be taken over at the first use */
	void *lower;       /* what lies below (lower.c); NULL: nothing */
};

struct tmpfs {
	struct file_system system;
	uint64_t next_number;
	struct tmpfs_entry **table; /* table_size lists, a power of two */
	size_t table_size, count;
};

/* tmpfs.c: a new one, with an empty root directory of that mode; NULL: out of memory. */
struct tmpfs *tmpfs_make(const char *type, uint32_t mode);

/* inode.c */
struct tmpfs_inode *tmpfs_inode_make(struct tmpfs *tmpfs, const struct creation *what);
extern const struct inode_operations tmpfs_operations;

/* names.c: an inode under a name in a directory; its reference is taken over. */
int tmpfs_add(struct tmpfs *tmpfs, struct entry *directory, const struct name *name,
              struct inode *inode, struct entry **made);
/* As tmpfs_lookup(), without what is below. */
int tmpfs_find(struct entry *directory, const struct name *name, struct entry **found);
int tmpfs_lookup(struct entry *directory, const struct name *name, struct entry **found);
int tmpfs_create(struct entry *directory, const struct name *name,
                 const struct creation *what, struct entry **made);
int tmpfs_create_unnamed(struct entry *directory, const struct creation *what,
                         struct entry **made);
int tmpfs_link(struct entry *directory, const struct name *name, struct inode *inode);
int tmpfs_remove(struct entry *directory, struct entry *entry);
int tmpfs_rename(struct entry *from, struct entry *entry, struct entry *to,
                 const struct name *name, struct entry *there, unsigned flags);
int tmpfs_list(struct entry *directory, uint64_t position, struct listing *to);

/* file.c */
int tmpfs_open(struct entry *entry, unsigned flags, struct file **file);
int tmpfs_resize(struct tmpfs_inode *inode, uint64_t size);

/* extended.c */
long tmpfs_extended_get(struct inode *inode, const char *name, void *to, size_t size);
int tmpfs_extended_set(struct inode *inode, const char *name, const void *from,
                       size_t size, int flags);
long tmpfs_extended_list(struct inode *inode, char *to, size_t size);
int tmpfs_extended_remove(struct inode *inode, const char *name);
void tmpfs_extended_free(struct tmpfs_inode *inode);

/* lower.c, where the image can have a root: take over what is below a directory at its
 * first use. 0 or -errno; then it is tried again. */
int tmpfs_lower_names(struct entry *directory) WEAK;
void tmpfs_lower_release(struct tmpfs_inode *inode) WEAK;

static inline struct tmpfs *tmpfs_of(const struct inode *inode)
{
	return (struct tmpfs *)inode->system;
}

static inline struct tmpfs_inode *tmpfs_inode(const struct entry *entry)
{
	return (struct tmpfs_inode *)entry->inode;
}

#pragma GCC visibility pop
#endif
