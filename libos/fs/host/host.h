/* SPDX-License-Identifier: ISC */
/*
 * The host's files (samara/volume.h): a file system for each volume, with an inode for
 * each of the host's files that is in use, which a handle stands for. The host's other
 * processes change names and contents as they like, so nothing is kept of either: each
 * lookup asks the host, and attributes are as fresh as the last refresh(). An inode's
 * handle keeps the host from giving its number to another file meanwhile.
 *
 * Locks: those of tree.h. host_lock guards the table of inodes and each inode's list of
 * entries; nothing is taken under it. An inode's list of open files is under its mutex.
 */
#ifndef LIBOS_FS_HOST_HOST_H
#define LIBOS_FS_HOST_HOST_H

#include "fs/locks.h"
#include "fs/tree.h"

#pragma GCC visibility push(hidden)

struct host_list;

struct host_inode {
	struct inode inode;
	struct host_inode *next; /* in the table */
	struct host_entry *entries;
	struct host_file *files; /* open ones */
	int handle;              /* 0 is none, here and below */
	bool fresh; /* it is open to be read and written, and no file has it yet */
	int locks;  /* what the process's record locks are taken by */
	struct host_list *list; /* of a directory (list.c) */
};

struct host_entry {
	struct entry entry;
	struct host_entry *next; /* of the same inode */
};

struct host_file {
	struct file file;
	struct host_file *next;
	int handle; /* its own, or the inode's that was fresh */
};

static inline struct host_inode *host_inode(const struct inode *inode)
{
	return (struct host_inode *)(uintptr_t)inode;
}

static inline int host_handle(const struct entry *entry)
{
	return host_inode(entry->inode)->handle;
}

/* ---- ask.c: requests */
long host_ask(struct platform_volume_request *request, unsigned operation, int handle);
void host_close(int handle);
/* Read or write (`operation`) what `transfer` says, from its position on, which moves. A
 * count, or -errno. `size`: of the file, as far as is known; UINT64_MAX: it has none. */
long host_transfer(struct transfer *transfer, unsigned operation, int handle,
                   unsigned flags, uint64_t size);

/* ---- inode.c */
extern const struct inode_operations host_operations;
/* The inode for a handle, which is taken over, also where it fails; with a reference.
 * -ENOMEM. */
int host_inode_get(struct file_system *system, int handle,
                   const struct platform_volume_status *status, struct inode **inode);
/* An entry for an inode, whose reference is taken over, also where it fails. */
int host_entry_get(struct entry *directory, const struct name *name, struct inode *inode,
                   struct entry **entry);
int host_refresh(struct inode *inode);
void host_attributes(struct attributes *to, const struct platform_volume_status *from);

/* ---- names.c */
int host_lookup(struct entry *directory, const struct name *name, struct entry **found);
int host_create(struct entry *directory, const struct name *name,
                const struct creation *what, struct entry **made);
int host_create_unnamed(struct entry *directory, const struct creation *what,
                        struct entry **made);
int host_link(struct entry *directory, const struct name *name, struct inode *inode);
int host_remove(struct entry *directory, struct entry *entry);
int host_rename(struct entry *from, struct entry *entry, struct entry *to,
                const struct name *name, struct entry *there, unsigned flags);

/* ---- lock.c */
int host_lock_file(struct inode *inode, struct file_lock *wanted, enum lock_step step);

/* ---- map.c: for a file's map operation; the file keeps the handle */
int host_map(int handle, struct mapping *mapping);

/* ---- list.c */
int host_list(struct entry *directory, uint64_t position, struct listing *to);
void host_list_end(struct host_list *list);

/* ---- file.c, special.c: open by kind */
int host_open(struct entry *entry, unsigned flags, struct file **file);
int host_open_special(struct entry *entry, unsigned flags, struct file **file);
int host_open_handle(struct entry *entry, unsigned flags); /* or -errno */

/* ---- stream.c */
void host_streams_begin(void);                           /* before the program runs */
int host_stream_status(int stream, struct stat *status); /* fstat(2) of any stream */

/* ---- root.c: who started the program, as the host knows it */
extern uint32_t host_user, host_group;
extern bool host_whole; /* the whole tree is the host's */

#pragma GCC visibility pop
#endif
