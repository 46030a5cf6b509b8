/* SPDX-License-Identifier: ISC */
/*
 * Open files and the descriptors that name them.
 *
 * struct file is what open(2) calls an open file description; several descriptors may
 * share it. A struct transfer is a read or write under way: where the program's bytes
 * are. Locks: descriptor_lock guards the table and the reference counts; what lies behind
 * a file has its own.
 */
#ifndef LIBOS_FS_FILE_H
#define LIBOS_FS_FILE_H

#include "libos.h"
#include <linux/fcntl.h>
#include <linux/uio.h>

#pragma GCC visibility push(hidden)

struct stat; /* of the Linux ABI, asm/stat.h */
struct file;

struct transfer {
	const struct iovec *vector; /* the program's entries to come */
	size_t count;               /* of them */
	char *at;    /* the program's bytes of the entry that is being done */
	size_t here; /* of them */
	size_t left; /* bytes left in all */
};

/* What a kind of file does. NULL means: -EINVAL for read and write, -ENOTTY for control,
 * -ESPIPE for seek; nothing to do at release. */
struct file_operations {
	long (*read)(struct file *file, struct transfer *transfer);
	long (*write)(struct file *file, struct transfer *transfer);
	long (*control)(struct file *file, unsigned long request, void *argument);
	int (*status)(struct file *file, struct stat *status);
	unsigned (*poll)(struct file *file); /* POLL* bits that hold now */
	void (*release)(struct file *file);
};

struct file {
	const struct file_operations *operations;
	unsigned references;
	unsigned flags; /* O_* of open(2) */
	int stream;     /* console: 0, 1 or 2 */
};

/* descriptor.c */
struct file *file_get(int number); /* holds a reference; NULL: not open */
void file_put(struct file *file);

/* transfer.c */
int transfer_begin(struct transfer *transfer, const struct iovec *vector, long count);
/* The next bytes, at most `size`; how many, or -EFAULT. */
long transfer_in(struct transfer *transfer, void *to, size_t size);
long transfer_out(struct transfer *transfer, const void *from, size_t size);

#pragma GCC visibility pop
#endif
