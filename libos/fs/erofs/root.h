/* SPDX-License-Identifier: ISC */
/*
 * The image's root, as the reader sees it.
 */
#ifndef LIBOS_FS_EROFS_ROOT_H
#define LIBOS_FS_EROFS_ROOT_H

#include "fs/erofs/erofs.h"

#pragma GCC visibility push(hidden)

/* root.c: opened at the first call, which only one thread makes; NULL: the image has
 * none, or one that can't be used. */
const struct erofs *erofs_root(void);
int erofs_root_error(void); /* after that: 0, or why it can't be used; logged once */

#pragma GCC visibility pop
#endif
