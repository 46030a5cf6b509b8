/* SPDX-License-Identifier: ISC */
/*
 * A tmpfs as a whole (tmpfs.h). It takes what memory there is: how large it is and how
 * much of it is free are the machine's.
 */
#include "tmpfs.h"
#include "mem/heap.h"
#include <asm/statfs.h>
#include <linux/magic.h>

static int statistics(struct file_system *system, struct statfs *to)
{
	size_t free = platform_memory_free(), all = platform_information.memory;

	*to = (struct statfs){.f_type = TMPFS_MAGIC,
	                      .f_bsize = PLATFORM_PAGE,
	                      .f_frsize = PLATFORM_PAGE,
	                      .f_namelen = NAME_LONGEST};
	to->f_bfree = to->f_bavail = (long)(free / PLATFORM_PAGE);
	to->f_blocks =
	        (long)((all == SIZE_MAX || all < free ? free : all) / PLATFORM_PAGE);
	to->f_files = to->f_blocks;
	to->f_ffree = to->f_bfree;
	return 0;
}

static const struct file_system_operations operations = {.statistics = statistics};

static void release(struct entry *root)
{
	entry_end(root);
	heap_free(root, sizeof(struct tmpfs_entry));
}

static struct entry *make_root(struct tmpfs *tmpfs, uint32_t mode)
{
	const struct creation what = {.mode = MODE_DIRECTORY | mode};
	const struct name name = {"", 0};
	struct tmpfs_inode *inode = tmpfs_inode_make(tmpfs, &what);
	struct tmpfs_entry *root = inode ? heap_allocate(sizeof *root) : NULL;

	if (root && !entry_begin(&root->entry, &root->entry, &name, &inode->inode)) {
		root->entry.release = release;
		return &root->entry;
	}
	heap_free(root, sizeof *root);
	if (inode)
		inode_put(&inode->inode);
	return NULL;
}

struct tmpfs *tmpfs_make(const char *type, uint32_t mode)
{
	struct tmpfs *tmpfs = heap_allocate(sizeof *tmpfs);

	if (!tmpfs)
		return NULL;
	tmpfs->system.operations = &operations;
	tmpfs->system.type = tmpfs->system.source = type;
	tmpfs->system.root = make_root(tmpfs, mode);
	if (tmpfs->system.root)
		return tmpfs;
	heap_free(tmpfs, sizeof *tmpfs);
	return NULL;
}
