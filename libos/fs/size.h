/* SPDX-License-Identifier: ISC */
/*
 * How large files may become.
 */
#ifndef LIBOS_FS_SIZE_H
#define LIBOS_FS_SIZE_H

#include "libos.h"

#pragma GCC visibility push(hidden)

#define SIZE_LARGEST INT64_MAX /* as Linux's tmpfs: MAX_LFS_FILESIZE */

/* A mode of file_operations.allocate beside those of fallocate(2): the size becomes
 * `offset`. */
#define ALLOCATE_RESIZE 0x10000

/* size.c: may a file be that large? -EFBIG; beyond RLIMIT_FSIZE also SIGXFSZ. */
int size_permit(uint64_t size);
/* How much of `count` bytes may be written at that position; 0: none, as above. */
long size_permit_write(uint64_t position, size_t count);

#pragma GCC visibility pop
#endif
