/* SPDX-License-Identifier: ISC */
/*
 * Changing an inode's attributes, common to chmod(2), chown(2), utimensat(2) and
 * truncate(2): from a path or a descriptor to the inode, and the change.
 */
#ifndef LIBOS_FS_CHANGE_H
#define LIBOS_FS_CHANGE_H

#include "fs/path.h"

#pragma GCC visibility push(hidden)

struct change_call {
	int directory;    /* or, without a path, the descriptor */
	const char *path; /* NULL: the descriptor's own file */
	unsigned flags;   /* LOOKUP_* */
	unsigned event;   /* IN_* for tree_notify() */
	/* What becomes of the inode; inode.mutex isn't held. */
	int (*body)(struct inode *inode, struct change_call *call);
	struct attributes to;
	unsigned which;
};

/* change.c: for call_blocking(). */
long change_attributes(void *call);

/* The change itself, with the mutex: -EROFS, -EPERM, or what the file system says. */
int inode_change(struct inode *inode, const struct attributes *to, unsigned which);

#pragma GCC visibility pop
#endif
