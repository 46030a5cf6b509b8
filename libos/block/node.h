/* SPDX-License-Identifier: ISC */
/* An open device node of a disk. */
#ifndef LIBOS_BLOCK_NODE_H
#define LIBOS_BLOCK_NODE_H

#include "block/block.h"

#pragma GCC visibility push(hidden)

struct node {
	struct file file;
	struct disk *disk;
	unsigned failed; /* flushes of the disk, as far as its user knows; atomic */
	bool claims;     /* the disk, for itself (O_EXCL) */
};

static inline struct node *node_of(const struct file *file)
{
	return (struct node *)(uintptr_t)file;
}

extern const struct file_operations node_operations;

/* control.c: ioctl(2). */
long node_control(struct file *file, unsigned long request, void *argument);

#pragma GCC visibility pop
#endif
