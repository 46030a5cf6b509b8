/* SPDX-License-Identifier: ISC */
/*
 * Seals of files in memory (fcntl(2), "File Sealing"): what can't be done to a file any
 * more. Only files of memfd_create(2) can get any; all others of a tmpfs have F_SEAL_SEAL
 * alone. Lock: the inode's mutex.
 */
#ifndef LIBOS_FS_TMPFS_SEALS_H
#define LIBOS_FS_TMPFS_SEALS_H

#include "mem/mapping.h"
#include "tmpfs.h"

#pragma GCC visibility push(hidden)

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020 /* Linux 6.3; headers may be older */
#endif
#define SEALS_WRITE (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)

/* seals.c, linked with memfd_create(2): F_ADD_SEALS, F_GET_SEALS. */
long tmpfs_seals_fcntl(struct file *file, int command, unsigned long argument) WEAK;

/* How much of `count` bytes may be written at a position; -EPERM. */
static inline long seals_permit_write(const struct tmpfs_inode *node, uint64_t position,
                                      size_t count)
{
	uint64_t size = node->pages.size;
	uint64_t whole = size & -(uint64_t)PLATFORM_PAGE;

	if (node->seals & SEALS_WRITE)
		return -EPERM;
	if (!(node->seals & F_SEAL_GROW) || position + count <= size)
		return (long)count;
	/* page by page, up to the one that would make the file grow */
	return position < whole ? (long)(whole - position) : -EPERM;
}

static inline int seals_permit_size(const struct tmpfs_inode *node, uint64_t size)
{
	unsigned seal = size < node->pages.size   ? F_SEAL_SHRINK
	                : size > node->pages.size ? F_SEAL_GROW
	                                          : 0;

	return node->seals & seal ? -EPERM : 0;
}

/* fallocate(2) up to `end`, which punches holes or makes pages be there. */
static inline int seals_permit_allocate(const struct tmpfs_inode *node, bool punches,
                                        uint64_t end)
{
	if (punches)
		return node->seals & SEALS_WRITE ? -EPERM : 0;
	return (node->seals & F_SEAL_GROW) && end > node->pages.size ? -EPERM : 0;
}

/* A shared mapping can't write, or never will. */
static inline int seals_permit_map(const struct tmpfs_inode *node,
                                   struct mapping *mapping)
{
	if (!(node->seals & SEALS_WRITE) || !mapping->shared)
		return 0;
	mapping->allowed &= ~PLATFORM_WRITE;
	return mapping->protection & PLATFORM_WRITE ? -EPERM : 0;
}

/* chmod(2): a file that can't become executable, or stop being so. */
static inline int seals_permit_mode(const struct tmpfs_inode *node, uint32_t mode)
{
	uint32_t other = node->inode.attributes.mode ^ mode;

	return (node->seals & F_SEAL_EXEC) && (other & 0111) ? -EPERM : 0;
}

#pragma GCC visibility pop
#endif
