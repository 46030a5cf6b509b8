/* SPDX-License-Identifier: ISC */
/*
 * Taking names away, common to unlink(2) and rename(2).
 */
#ifndef LIBOS_FS_REMOVE_H
#define LIBOS_FS_REMOVE_H

#include "fs/create.h"

#pragma GCC visibility push(hidden)

/* unlink.c: may this name go from the directory? -EACCES, -EPERM (a sticky directory),
 * -EROFS, -ENOENT. `names` is held. */
int entry_permit_removal(struct entry *directory, struct entry *entry);

#pragma GCC visibility pop
#endif
