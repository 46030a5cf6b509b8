/* SPDX-License-Identifier: ISC */
/*
 * unlink(2), rmdir(2), unlinkat(2).
 */
#include "fs/remove.h"
#include "syscalls.h"
#include <linux/fcntl.h>

struct call {
	int directory;
	const char *path;
	bool is_rmdir;
};

int entry_permit_removal(struct entry *directory, struct entry *entry)
{
	int result = directory_permit_change(directory);

	if (!result && (directory->inode->attributes.mode & MODE_STICKY) &&
	    !inode_owned(directory->inode) && !inode_owned(entry->inode))
		result = -EPERM;
	return result;
}

static int check(const struct lookup *at, struct entry *entry, bool is_rmdir)
{
	int result = entry_permit_removal(at->entry, entry);

	if (result)
		return result;
	if (is_rmdir && !is_directory(entry->inode))
		return -ENOTDIR;
	if (!is_rmdir && is_directory(entry->inode))
		return -EISDIR;
	if (!is_rmdir && at->slash)
		return -ENOTDIR;
	if (entry->mounted)
		return -EBUSY;
	return at->entry->inode->operations->remove ? 0 : -EPERM;
}

static int remove_last(struct lookup *at, bool is_rmdir)
{
	struct mutex *names = &at->entry->inode->system->names;
	struct entry *entry;
	int result;

	mutex_acquire(names);
	result = lookup_last(at, &entry);
	if (result) {
		mutex_release(names);
		return result;
	}
	result = check(at, entry, is_rmdir);
	if (!result)
		result = at->entry->inode->operations->remove(at->entry, entry);
	mutex_release(names);
	if (!result && tree_notify_removed)
		tree_notify_removed(at->entry, entry);
	entry_put(entry);
	return result;
}

static int check_kind(const struct lookup *at, bool is_rmdir)
{
	switch (at->last_kind) {
	case LAST_NAME:
		return 0;
	case LAST_DOT:
		return is_rmdir ? -EINVAL : -EISDIR;
	case LAST_DOT_DOT:
		return is_rmdir ? -ENOTEMPTY : -EISDIR;
	default:
		return is_rmdir ? -EBUSY : -EISDIR;
	}
}

static long remove(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, call->directory, call->path, LOOKUP_PARENT);

	if (result)
		return result;
	result = check_kind(&at, call->is_rmdir);
	if (!result)
		result = remove_last(&at, call->is_rmdir);
	lookup_end(&at);
	return result;
}

/* full */
long sys_unlinkat(int directory, const char *path, int flags)
{
	struct call call = {directory, path, flags & AT_REMOVEDIR};

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return call_blocking(remove, &call);
}

/* full */
long sys_unlink(const char *path)
{
	return sys_unlinkat(AT_FDCWD, path, 0);
}

/* full */
long sys_rmdir(const char *path)
{
	return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}
