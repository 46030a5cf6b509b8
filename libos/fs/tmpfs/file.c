/* SPDX-License-Identifier: ISC */
/*
 * Open files of a tmpfs: their contents are pages (fs/pages.h), under the inode's mutex.
 */
#include "fs/position.h"
#include "fs/size.h"
#include "fs/stat.h"
#include "mem/heap.h"
#include "seals.h"
#include "time/clock.h"
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/inotify.h>

LINKS(position_acquire);

static struct tmpfs_inode *inode_of(const struct file *file)
{
	return tmpfs_inode(file->entry);
}

static void changed(struct tmpfs_inode *node)
{
	struct attributes *attributes = &node->inode.attributes;

	attributes->size = node->pages.size;
	attributes->modified = attributes->changed = (int64_t)clock_wall();
	if (user_for_files()) /* who writes to it takes its owner's rights away */
		attributes->mode &=
		        ~(MODE_SET_USER | (attributes->mode & 010 ? MODE_SET_GROUP : 0));
}

/* As Linux's default, relatime: once after a change, and once a day. */
static void accessed(const struct file *file, struct attributes *attributes)
{
	int64_t now = (int64_t)clock_wall();

	if (file->flags & O_NOATIME)
		return;
	if (attributes->accessed <= attributes->modified ||
	    attributes->accessed <= attributes->changed ||
	    now - attributes->accessed > 86400 * (int64_t)SECOND)
		attributes->accessed = now;
}

static long read(struct file *file, struct transfer *transfer)
{
	struct tmpfs_inode *node = inode_of(file);

	mutex_acquire(&node->inode.mutex);
	long done = pages_read(&node->pages, transfer);
	accessed(file, &node->inode.attributes);
	mutex_release(&node->inode.mutex);
	if (done > 0 && tree_notify)
		tree_notify(file->entry, IN_ACCESS);
	return done;
}

static long write_locked(const struct file *file, struct tmpfs_inode *node,
                         struct transfer *transfer)
{
	if ((file->flags & O_APPEND) || (transfer->flags & RWF_APPEND))
		transfer->position = node->pages.size;
	long count = size_permit_write(transfer->position, transfer->left);
	if (count > 0)
		count = seals_permit_write(node, transfer->position, (size_t)count);
	if (count <= 0)
		return count;
	transfer_limit(transfer, (size_t)count);
	count = pages_write(&node->pages, transfer);
	changed(node);
	return count;
}

static long write(struct file *file, struct transfer *transfer)
{
	struct tmpfs_inode *node = inode_of(file);

	mutex_acquire(&node->inode.mutex);
	long done = write_locked(file, node, transfer);
	mutex_release(&node->inode.mutex);
	if (done > 0 && tree_notify)
		tree_notify(file->entry, IN_MODIFY);
	return done;
}

static long seek(struct file *file, long offset, int whence)
{
	struct tmpfs_inode *node = inode_of(file);
	struct mutex *mutex = &node->inode.mutex;
	long result;

	switch (whence) {
	case SEEK_DATA:
	case SEEK_HOLE:
		if (offset < 0)
			return -ENXIO;
		mutex_acquire(mutex);
		result = pages_seek(&node->pages, (uint64_t)offset, whence);
		mutex_release(mutex);
		return result;
	default:
		return position_seek(file, offset, whence, node->pages.size);
	}
}

static int sync(struct file *file, bool data_only)
{
	return 0;
}

int tmpfs_resize(struct tmpfs_inode *node, uint64_t size)
{
	bool same = size == node->pages.size;
	int result = seals_permit_size(node, size);

	if (!result)
		result = pages_resize(&node->pages, size);
	node->inode.attributes.size = node->pages.size;
	if (!result && !same)
		changed(node);
	return result;
}

static int allocate_locked(struct tmpfs_inode *node, int mode, uint64_t offset,
                           uint64_t length)
{
	struct pages *pages = &node->pages;
	bool keeps = mode & FALLOC_FL_KEEP_SIZE;
	int result = 0;

	if (!keeps && offset + length > pages->size)
		result = size_permit(offset + length);
	if (!result)
		result = seals_permit_allocate(node, mode & FALLOC_FL_PUNCH_HOLE,
		                               offset + length);
	if (!result && (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)))
		result = pages_punch(pages, offset, length);
	if (!result && !(mode & FALLOC_FL_PUNCH_HOLE))
		result = pages_allocate(pages, offset, length);
	if (!result && !keeps && offset + length > pages->size)
		result = pages_resize(pages, offset + length);
	if (!result)
		changed(node);
	return result;
}

static int allocate(struct file *file, int mode, uint64_t offset, uint64_t length)
{
	struct tmpfs_inode *node = inode_of(file);
	int result;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		return -EOPNOTSUPP;
	mutex_acquire(&node->inode.mutex);
	result = allocate_locked(node, mode, offset, length);
	mutex_release(&node->inode.mutex);
	if (!result && tree_notify)
		tree_notify(file->entry, IN_MODIFY);
	return result;
}

static int map(struct file *file, struct mapping *mapping)
{
	struct tmpfs_inode *node = inode_of(file);

	mutex_acquire(&node->inode.mutex);
	int result = seals_permit_map(node, mapping);
	if (!result)
		result = pages_map(&node->pages, mapping);
	accessed(file, &node->inode.attributes);
	mutex_release(&node->inode.mutex);
	return result;
}

static void release(struct file *file)
{
	heap_free(file, sizeof *file);
}

static const struct file_operations operations = {
        .read = read,
        .write = write,
        .control = position_control,
        .status = tree_status,
        .release = release,
        .seek = seek,
        .map = map,
        .sync = sync,
        .allocate = allocate,
        .fcntl = tmpfs_seals_fcntl,
};

int tmpfs_open(struct entry *entry, unsigned flags, struct file **file)
{
	if (!is_kind(entry->inode, MODE_REGULAR))
		return tree_open_special(entry, flags, file);
	*file = heap_allocate(sizeof **file);
	if (!*file)
		return -ENOMEM;
	**file =
	        (struct file){.operations = &operations, .references = 1, .flags = flags};
	return 0;
}
