/* SPDX-License-Identifier: ISC */
/*
 * Open files of the host's. Each has a handle of its own, as each open(2) makes an open
 * file of its own at the host; but the first one of a file that was just made has that by
 * which it was made, because its permissions may forbid another. The host orders reads
 * and writes; the inode's mutex guards the list of open files, and appending, where the
 * position is the handle's.
 */
#include "fs/position.h"
#include "fs/size.h"
#include "fs/stat.h"
#include "host.h"
#include "mem/heap.h"
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/inotify.h>

LINKS(position_acquire);

static struct host_file *host_file(struct file *file)
{
	return (struct host_file *)file;
}

static unsigned access_of(unsigned flags)
{
	static const unsigned access[] = {PLATFORM_VOLUME_READ, PLATFORM_VOLUME_WRITE,
	                                  PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE,
	                                  PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE};

	return access[flags & O_ACCMODE] |
	       (flags & O_NOATIME ? PLATFORM_VOLUME_KEEP_TIME : 0);
}

int host_open_handle(struct entry *entry, unsigned flags)
{
	struct platform_volume_request request = {.flags = access_of(flags)};
	long result = host_ask(&request, PLATFORM_VOLUME_OPEN, host_handle(entry));

	return result ? (int)result : request.handle;
}

/* ---- contents */

static long read(struct file *file, struct transfer *transfer)
{
	long done =
	        host_transfer(transfer, PLATFORM_VOLUME_READ_AT, host_file(file)->handle,
	                      0, file->entry->inode->attributes.size);

	if (done > 0 && tree_notify)
		tree_notify(file->entry, IN_ACCESS);
	return done;
}

/* At the end, wherever that is by now; the handle's position tells. */
static long append(struct host_file *file, struct transfer *transfer, unsigned flags)
{
	struct inode *inode = file->file.entry->inode;
	struct platform_volume_request request = {.flags = SEEK_CUR};

	mutex_acquire(&inode->mutex);
	transfer->position = PLATFORM_VOLUME_HERE;
	long done = host_transfer(transfer, PLATFORM_VOLUME_WRITE_AT, file->handle,
	                          flags | PLATFORM_VOLUME_APPEND, UINT64_MAX);
	long position = host_ask(&request, PLATFORM_VOLUME_SEEK, file->handle);
	mutex_release(&inode->mutex);
	if (position >= 0)
		transfer->position = (uint64_t)position;
	return done;
}

static unsigned safety(unsigned file, unsigned transfer)
{
	if ((file & O_SYNC) == O_SYNC || transfer & RWF_SYNC)
		return PLATFORM_VOLUME_SAFE;
	return file & O_DSYNC || transfer & RWF_DSYNC ? PLATFORM_VOLUME_DATA_SAFE : 0;
}

static void larger(struct inode *inode, uint64_t size)
{
	if (size > inode->attributes.size)
		inode->attributes.size = size;
}

static long write(struct file *file, struct transfer *transfer)
{
	struct inode *inode = file->entry->inode;
	bool appends = file->flags & O_APPEND || transfer->flags & RWF_APPEND;
	unsigned flags = safety(file->flags, transfer->flags);
	long count = size_permit_write(
	        appends ? inode->attributes.size : transfer->position, transfer->left);

	if (count <= 0)
		return count;
	transfer_limit(transfer, (size_t)count);
	long done = appends ? append(host_file(file), transfer, flags)
	                    : host_transfer(transfer, PLATFORM_VOLUME_WRITE_AT,
	                                    host_file(file)->handle, flags, UINT64_MAX);
	larger(inode, transfer->position);
	if (done > 0 && tree_notify)
		tree_notify(file->entry, IN_MODIFY);
	return done;
}

static long seek(struct file *file, long offset, int whence)
{
	struct platform_volume_request request = {.position = (uint64_t)offset,
	                                          .flags = (unsigned)whence};
	struct inode *inode = file->entry->inode;
	int result = 0;

	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		return offset < 0 ? -ENXIO
		                  : host_ask(&request, PLATFORM_VOLUME_SEEK,
		                             host_file(file)->handle);
	if (whence == SEEK_END)
		result = host_refresh(inode);
	return result ? result
	              : position_seek(file, offset, whence, inode->attributes.size);
}

static int map(struct file *file, struct mapping *mapping)
{
	return host_map(host_file(file)->handle, mapping);
}

static int sync(struct file *file, bool data_only)
{
	struct platform_volume_request request = {
	        .flags = data_only ? PLATFORM_VOLUME_DATA_SAFE : 0};

	return (int)host_ask(&request, PLATFORM_VOLUME_SYNC, host_file(file)->handle);
}

static int allocate(struct file *file, int mode, uint64_t offset, uint64_t length)
{
	struct platform_volume_request request = {
	        .flags = (unsigned)mode, .position = offset, .length = length};
	int result = mode & FALLOC_FL_KEEP_SIZE ? 0 : size_permit(offset + length);

	if (!result)
		result = (int)host_ask(&request, PLATFORM_VOLUME_ALLOCATE,
		                       host_file(file)->handle);
	if (!result && tree_notify)
		tree_notify(file->entry, IN_MODIFY);
	return result;
}

/* ---- opening and closing */

static void remove_from(struct host_inode *node, struct host_file *file)
{
	struct host_file **at = &node->files;

	while (*at != file)
		at = &(*at)->next;
	*at = file->next;
}

static void release(struct file *file)
{
	struct host_inode *node = host_inode(file->entry->inode);
	struct host_file *host = host_file(file);

	mutex_acquire(&node->inode.mutex);
	remove_from(node, host);
	mutex_release(&node->inode.mutex);
	if (host->handle != node->handle)
		host_close(host->handle);
	heap_free(host, sizeof *host);
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
};

static int open_regular(struct entry *entry, unsigned flags, struct file **file)
{
	struct host_inode *node = host_inode(entry->inode);
	struct host_file *new = heap_allocate(sizeof *new);

	if (!new)
		return -ENOMEM;
	new->handle = __atomic_exchange_n(&node->fresh, false, __ATOMIC_RELAXED)
	                      ? node->handle
	                      : host_open_handle(entry, flags);
	if (new->handle < 0) {
		int result = new->handle;
		heap_free(new, sizeof *new);
		return result;
	}
	new->file =
	        (struct file){.operations = &operations, .references = 1, .flags = flags};
	mutex_acquire(&node->inode.mutex);
	new->next = node->files;
	node->files = new;
	mutex_release(&node->inode.mutex);
	*file = &new->file;
	return 0;
}

int host_open(struct entry *entry, unsigned flags, struct file **file)
{
	switch (entry->inode->attributes.mode & MODE_TYPE) {
	case MODE_REGULAR:
		return open_regular(entry, flags, file);
	case MODE_DIRECTORY:
		return directory_open(entry, flags, file);
	case MODE_SOCKET:
		return -ENXIO;
	default:
		return host_open_special(entry, flags, file);
	}
}
