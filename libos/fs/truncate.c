/* SPDX-License-Identifier: ISC */
/*
 * truncate(2), ftruncate(2). A kind of file without a name in the tree resizes itself
 * (file_operations.allocate with RESIZE).
 */
#include "fs/change.h"
#include "fs/size.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>

static int resize(struct inode *inode, struct change_call *call)
{
	int result;

	if (is_directory(inode))
		return -EISDIR;
	if (!is_kind(inode, MODE_REGULAR))
		return -EINVAL;
	result = call->path ? inode_permit(inode, MAY_WRITE) : 0;
	if (!result)
		result = size_permit(call->to.size);
	return result ? result : inode_change(inode, &call->to, ATTRIBUTE_SIZE);
}

/* full */
long sys_truncate(const char *path, long size)
{
	struct change_call call = {.directory = AT_FDCWD,
	                           .path = path,
	                           .flags = LOOKUP_FOLLOW,
	                           .event = IN_MODIFY,
	                           .body = resize,
	                           .to = {.size = (uint64_t)size}};

	if (size < 0)
		return -EINVAL;
	return path ? call_blocking(change_attributes, &call) : -EFAULT;
}

struct file_call {
	int number;
	uint64_t size;
};

static long resize_file(struct file *file, uint64_t size)
{
	struct change_call change = {.to = {.size = size}};

	if ((file->flags & O_PATH) || (file->flags & O_ACCMODE) == O_RDONLY)
		return file->flags & O_PATH ? -EBADF : -EINVAL;
	if (file->operations->allocate && !file->entry) {
		int result = size_permit(size);
		return result ? result
		              : file->operations->allocate(file, ALLOCATE_RESIZE, size,
		                                           0);
	}
	if (!file->entry)
		return -EINVAL;
	int result = resize(file->entry->inode, &change);
	if (!result && tree_notify)
		tree_notify(file->entry, IN_MODIFY);
	return result;
}

static long ftruncate(void *argument)
{
	const struct file_call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = resize_file(file, call->size);
	file_put(file);
	return result;
}

/* full */
long sys_ftruncate(int number, long size)
{
	struct file_call call = {number, (uint64_t)size};

	return size < 0 ? -EINVAL : call_blocking(ftruncate, &call);
}
