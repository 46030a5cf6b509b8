/* SPDX-License-Identifier: ISC */
/*
 * chown(2), lchown(2), fchown(2), fchownat(2).
 */
#include "fs/change.h"
#include "identity/capable.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>

#define KEEP (~0u)

/* Who isn't allowed to give files away may change the group to one of his own. */
static bool may_change(const struct inode *inode, const struct change_call *call)
{
	const struct attributes *of = &inode->attributes;

	if (capable(CAP_CHOWN))
		return true;
	if (of->user != user_for_files())
		return false;
	return (!(call->which & ATTRIBUTE_USER) || call->to.user == of->user) &&
	       (!(call->which & ATTRIBUTE_GROUP) || call->to.group == of->group ||
	        group_mine(call->to.group));
}

/* A program that runs with its owner's rights doesn't with another's. */
static void clear_set_ids(const struct inode *inode, struct change_call *call)
{
	uint32_t mode = inode->attributes.mode, cleared = mode & ~MODE_SET_USER;

	if (mode & 010)
		cleared &= ~MODE_SET_GROUP;
	if (is_directory(inode) || cleared == mode)
		return;
	call->to.mode = cleared & MODE_BITS;
	call->which |= ATTRIBUTE_MODE;
}

static int change_owner(struct inode *inode, struct change_call *call)
{
	int result = inode->operations->refresh ? inode->operations->refresh(inode) : 0;

	if (result)
		return result;
	if (!may_change(inode, call))
		return -EPERM;
	clear_set_ids(inode, call);
	return inode_change(inode, &call->to, call->which);
}

static long change(int directory, const char *path, unsigned flags, unsigned user,
                   unsigned group)
{
	struct change_call call = {.directory = directory,
	                           .path = path,
	                           .flags = flags,
	                           .event = IN_ATTRIB,
	                           .body = change_owner,
	                           .to = {.user = user, .group = group},
	                           .which = (user != KEEP ? ATTRIBUTE_USER : 0) |
	                                    (group != KEEP ? ATTRIBUTE_GROUP : 0)};

	return call_blocking(change_attributes, &call);
}

/* full */
long sys_fchownat(int directory, const char *path, unsigned user, unsigned group,
                  int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!path)
		return -EFAULT;
	return change(directory, path,
	              (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	                      (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0),
	              user, group);
}

/* full */
long sys_chown(const char *path, unsigned user, unsigned group)
{
	return sys_fchownat(AT_FDCWD, path, user, group, 0);
}

/* full */
long sys_lchown(const char *path, unsigned user, unsigned group)
{
	return sys_fchownat(AT_FDCWD, path, user, group, AT_SYMLINK_NOFOLLOW);
}

/* full */
long sys_fchown(int number, unsigned user, unsigned group)
{
	return change(number, NULL, 0, user, group);
}
