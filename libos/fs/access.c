/* SPDX-License-Identifier: ISC */
/*
 * access(2), faccessat(2), faccessat2(2). The real ids decide where they aren't told
 * otherwise; a program that never changed ids has the same as effective ones.
 */
#include "fs/path.h"
#include "syscalls.h"
#include <linux/fcntl.h>

struct call {
	int directory;
	const char *path;
	unsigned access, flags;
	bool effective;
};

static long access(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, call->directory, call->path, call->flags);

	if (result)
		return result;
	if (call->access)
		result = call->effective
		                 ? inode_permit(at.entry->inode, call->access)
		                 : inode_permit_real(at.entry->inode, call->access);
	lookup_end(&at);
	return result;
}

/* full */
long sys_faccessat2(int directory, const char *path, int mode, int flags)
{
	struct call call = {directory, path, (unsigned)mode,
	                    (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	                            (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0),
	                    flags & AT_EACCESS};

	if (mode & ~(int)(MAY_READ | MAY_WRITE | MAY_EXECUTE))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return call_blocking(access, &call);
}

/* full */
long sys_faccessat(int directory, const char *path, int mode)
{
	return sys_faccessat2(directory, path, mode, 0);
}

/* full */
long sys_access(const char *path, int mode)
{
	return sys_faccessat2(AT_FDCWD, path, mode, 0);
}
