/* SPDX-License-Identifier: ISC */
/*
 * chmod(2), fchmod(2), fchmodat(2).
 */
#include "fs/change.h"
#include "identity/capable.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>

static int change_mode(struct inode *inode, struct change_call *call)
{
	int result = inode->operations->refresh ? inode->operations->refresh(inode) : 0;

	if (result)
		return result;
	if (!inode_owned(inode))
		return -EPERM;
	if (is_kind(inode, MODE_LINK))
		return -EOPNOTSUPP;
	if (!is_directory(inode) && !group_mine(inode->attributes.group) &&
	    !capable(CAP_FSETID))
		call->to.mode &= ~MODE_SET_GROUP;
	return inode_change(inode, &call->to, ATTRIBUTE_MODE);
}

static long change(int directory, const char *path, unsigned mode)
{
	struct change_call call = {.directory = directory,
	                           .path = path,
	                           .flags = LOOKUP_FOLLOW,
	                           .event = IN_ATTRIB,
	                           .body = change_mode,
	                           .to = {.mode = mode & MODE_BITS}};

	return call_blocking(change_attributes, &call);
}

/* full */
long sys_chmod(const char *path, unsigned mode)
{
	return path ? change(AT_FDCWD, path, mode) : -EFAULT;
}

/* full */
long sys_fchmod(int number, unsigned mode)
{
	return change(number, NULL, mode);
}

/* full */
long sys_fchmodat(int directory, const char *path, unsigned mode)
{
	return path ? change(directory, path, mode) : -EFAULT;
}
