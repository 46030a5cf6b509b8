/* SPDX-License-Identifier: ISC */
/*
 * Changes of attributes (change.h).
 */
#include "fs/change.h"
#include <linux/mount.h>

int inode_change(struct inode *inode, const struct attributes *to, unsigned which)
{
	int result;

	if (inode->system->flags & MS_RDONLY)
		return -EROFS;
	if (!inode->operations->change)
		return -EPERM;
	mutex_acquire(&inode->mutex);
	result = inode->operations->change(inode, to, which);
	mutex_release(&inode->mutex);
	return result;
}

static int change_entry(struct entry *entry, struct change_call *call)
{
	int result = call->body(entry->inode, call);

	if (!result && tree_notify)
		tree_notify(entry, call->event);
	return result;
}

static long change_file(struct change_call *call)
{
	struct file *file = file_get(call->directory);
	long result = -EINVAL; /* a pipe or its like */

	if (!file)
		return -EBADF;
	if (file->flags & O_PATH)
		result = -EBADF;
	else if (file->entry)
		result = change_entry(file->entry, call);
	file_put(file);
	return result;
}

long change_attributes(void *argument)
{
	struct change_call *call = argument;
	struct lookup at;
	long result;

	if (!call->path)
		return change_file(call);
	result = lookup(&at, call->directory, call->path, call->flags);
	if (result)
		return result;
	result = change_entry(at.entry, call);
	lookup_end(&at);
	return result;
}
