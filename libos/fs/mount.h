/* SPDX-License-Identifier: ISC */
/*
 * What each part adds to the tree when the first path is used (mount.c): the root first,
 * then directories, nodes, and file systems on them. Each is linked only where an image
 * can have it. 0 or -errno. Within call_blocking(); walks in them see the tree so far.
 */
#ifndef LIBOS_FS_MOUNT_H
#define LIBOS_FS_MOUNT_H

#include "fs/tree.h"

#pragma GCC visibility push(hidden)

struct tmpfs;

int root_lower(struct tmpfs *root) WEAK; /* tmpfs/lower.c: the image's root below it */
/* host/: the host's files as the root; NULL: not this time. */
int host_root(struct file_system **root) WEAK;
int volumes_mount(void) WEAK;  /* host/ */
int devices_make(void) WEAK;   /* device/: /dev */
int proc_mount(void) WEAK;     /* proc/ */
int sys_mount_tree(void) WEAK; /* sys/ */

#pragma GCC visibility pop
#endif
