/* SPDX-License-Identifier: ISC */
/*
 * Character devices: a file for each, and the function that opens it by its number. All
 * come with the calls that open paths, since any path may lead to one.
 */
#ifndef LIBOS_FS_DEVICE_DEVICE_H
#define LIBOS_FS_DEVICE_DEVICE_H

#include "fs/tree.h"

#pragma GCC visibility push(hidden)

/* Majors and minors of Linux's list of devices. */
#define DEVICE(major, minor) \
	((uint64_t)((major) << 8 | ((minor)&0xff)) | (uint64_t)((minor) & ~0xffu) << 12)
#define DEVICE_NULL    DEVICE(1, 3)
#define DEVICE_ZERO    DEVICE(1, 5)
#define DEVICE_FULL    DEVICE(1, 7)
#define DEVICE_RANDOM  DEVICE(1, 8)
#define DEVICE_URANDOM DEVICE(1, 9)
#define DEVICE_TTY     DEVICE(5, 0)
#define DEVICE_CONSOLE DEVICE(5, 1)
#define DEVICE_PTMX    DEVICE(5, 2)
#define MAJOR_BLOCK    253u /* virtio-blk disks, 16 minors each */
#define MAJOR_PTS      136u

static inline unsigned device_major(uint64_t device)
{
	return (unsigned)(device >> 8 & 0xfff);
}

/* A file of that kind, with one reference; the rest of it zero. */
int device_file_make(const struct file_operations *operations, unsigned flags,
                     struct file **file);
void device_file_release(struct file *file); /* of the size of struct file */

extern const struct file_operations null_operations, zero_operations, full_operations,
        random_operations, urandom_operations;

/* Seeking in these succeeds, and changes nothing. */
long device_seek(struct file *file, long offset, int whence);
/* zero.c: as many zero bytes as are wanted. */
long zero_read(struct file *file, struct transfer *transfer);

/* tty.c: the console by path; `controlling`: as /dev/tty. */
int tty_open(unsigned flags, bool controlling, struct file **file);

/* pty_master.c, pts.c: linked by the C library's functions that make pseudo terminals. */
int ptmx_open(unsigned flags, struct file **file) WEAK;
int pts_begin(void) WEAK; /* before its mounting; 0 or -ENOMEM */
extern struct file_system pts_system WEAK;

int devices_make(void); /* nodes.c: /dev, as the tree begins */

/* block/: how many disks there are. */
unsigned disks_count(void) WEAK;

#pragma GCC visibility pop
#endif
