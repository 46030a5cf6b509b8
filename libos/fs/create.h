/* SPDX-License-Identifier: ISC */
/*
 * Making names, common to open(2), mkdir(2), mknod(2), symlink(2), link(2) and bind(2).
 */
#ifndef LIBOS_FS_CREATE_H
#define LIBOS_FS_CREATE_H

#include "fs/path.h"

#pragma GCC visibility push(hidden)

/* The owner of what is new in that directory, and its mode after umask. */
void creation_complete(struct creation *what, const struct inode *directory);

/* After LOOKUP_PARENT, with `names` held and the name not there: check and make it, with
 * a reference. */
int entry_create(struct lookup *at, struct creation *what, struct entry **made);
void entry_created(const struct entry *entry); /* afterwards, `names` released: tell */

/* The whole of it: the path's last name, new; `made` NULL: nobody wants it. For all but
 * open(2): an existing name is -EEXIST, a slash behind it only for a directory. */
int path_create(int directory, const char *path, struct creation *what,
                struct entry **made);
/* The same with the libos's own terminated string. */
int path_create_own(int directory, const char *path, struct creation *what,
                    struct entry **made);

/* May names in the directory change? 0, -EACCES, -EROFS, -ENOENT (it is removed). */
int directory_permit_change(struct entry *directory);

/* What is mounted on an entry, or it: its reference is handed over. */
struct entry *entry_into_mounts(struct entry *entry);

#pragma GCC visibility pop
#endif
