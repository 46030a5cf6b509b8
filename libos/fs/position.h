/* SPDX-License-Identifier: ISC */
/*
 * Files that have positions (those with a seek operation). Reads and writes through one
 * open file that move its position take turns (POSIX, 2.9.7). Within call_blocking().
 */
#ifndef LIBOS_FS_POSITION_H
#define LIBOS_FS_POSITION_H

#include "fs/file.h"

#pragma GCC visibility push(hidden)

/* position.c, linked by each kind of file that has positions: read or write at the
 * file's position, and move it. */
long position_transfer(struct file *file, struct transfer *transfer,
                       long (*transfers)(struct file *, struct transfer *)) WEAK;

/* The seek operation of files whose position the layer below keeps: a transfer from there
 * has POSITION_BELOW. host/stream.c */
#define POSITION_BELOW UINT64_MAX
long position_below(struct file *file, long offset, int whence) WEAK;

/* lseek(2) in a file of `size` bytes, without SEEK_DATA and SEEK_HOLE: the new position.
 * -EINVAL, -EOVERFLOW. */
long position_seek(const struct file *file, long offset, int whence, uint64_t size);

/* Do the position and the bytes behind it have numbers? -EINVAL if not. */
static inline bool position_fits(const struct transfer *transfer)
{
	return transfer->left <= INT64_MAX - transfer->position;
}

/* For file_operations of regular files: ioctl(2)'s FIONREAD, bytes up to the end. */
long position_control(struct file *file, unsigned long request, void *argument);

/* For those who do more with it. */
void position_acquire(struct file *file) WEAK;
void position_release(struct file *file) WEAK;

#pragma GCC visibility pop
#endif
