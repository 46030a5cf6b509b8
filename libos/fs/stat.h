/* SPDX-License-Identifier: ISC */
/*
 * What stat(2) tells of an inode.
 */
#ifndef LIBOS_FS_STAT_H
#define LIBOS_FS_STAT_H

#include "fs/tree.h"

#pragma GCC visibility push(hidden)

/* inode_stat.c: fill in `status`, zeroed before. 0 or -errno of the file system. */
int inode_status(struct inode *inode, struct stat *status);
void attributes_status(const struct attributes *from, struct stat *status);
int tree_status(struct file *file, struct stat *status); /* for file_operations */

#pragma GCC visibility pop
#endif
