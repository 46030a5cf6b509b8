/* SPDX-License-Identifier: ISC */
/*
 * link(2), linkat(2).
 */
#include "fs/create.h"
#include "identity/capable.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>

struct call {
	int from_directory, to_directory;
	const char *from, *to;
	int flags;
};

static int link_last(struct inode *inode, struct lookup *at)
{
	struct inode *directory = at->entry->inode;
	struct entry *there;
	int result;

	if (directory->system != inode->system)
		return -EXDEV;
	mutex_acquire(&directory->system->names);
	result = lookup_last(at, &there);
	if (!result) {
		entry_put(there);
		result = -EEXIST;
	} else if (result == -ENOENT) {
		result = at->slash ? -ENOENT : directory_permit_change(at->entry);
		if (!result)
			result = is_directory(inode) || !directory->operations->link
			                 ? -EPERM
			                 : directory->operations->link(at->entry,
			                                               &at->last, inode);
	}
	mutex_release(&directory->system->names);
	return result;
}

static long link_to(struct inode *inode, const struct call *call)
{
	struct lookup at;
	long result = lookup(&at, call->to_directory, call->to, LOOKUP_PARENT);

	if (result)
		return result;
	result = at.last_kind == LAST_NAME ? link_last(inode, &at) : -EEXIST;
	if (!result && tree_notify_name)
		tree_notify_name(at.entry->inode, &at.last, IN_CREATE, 0, false);
	lookup_end(&at);
	return result;
}

static long link(void *argument)
{
	const struct call *call = argument;
	unsigned flags = (call->flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0) |
	                 (call->flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
	struct lookup at;
	long result = lookup(&at, call->from_directory, call->from, flags);

	if (result)
		return result;
	result = link_to(at.entry->inode, call);
	lookup_end(&at);
	return result;
}

/* full */
long sys_linkat(int from_directory, const char *from, int to_directory, const char *to,
                int flags)
{
	struct call call = {from_directory, to_directory, from, to, flags};

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if ((flags & AT_EMPTY_PATH) && !capable(CAP_DAC_READ_SEARCH))
		return -ENOENT;
	return call_blocking(link, &call);
}

/* full */
long sys_link(const char *from, const char *to)
{
	return sys_linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
