/* SPDX-License-Identifier: ISC */
/*
 * The image's root, as the reader sees it.
 */
#ifndef LIBOS_FS_EROFS_ROOT_H
#define LIBOS_FS_EROFS_ROOT_H

#include "fs/erofs/erofs.h"

#pragma GCC visibility push(hidden)

/* root.c: opened at the first call; NULL: the image has none. */
const struct erofs *erofs_root(void);

#pragma GCC visibility pop
#endif
