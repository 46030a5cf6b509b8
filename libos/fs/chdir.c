/* SPDX-License-Identifier: ISC */
/*
 * chdir(2), fchdir(2), chroot(2).
 */
#include "fs/path.h"
#include "identity/capable.h"
#include "syscalls.h"
#include <linux/fcntl.h>

struct call {
	const char *path;
	int number;
};

/* May it be the working directory? */
static int check(const struct entry *entry)
{
	if (!is_directory(entry->inode))
		return -ENOTDIR;
	return inode_permit(entry->inode, MAY_EXECUTE);
}

static long chdir(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, AT_FDCWD, call->path, LOOKUP_FOLLOW);

	if (result)
		return result;
	result = check(at.entry);
	if (!result)
		directory_set(at.entry, NULL);
	lookup_end(&at);
	return result;
}

/* full */
long sys_chdir(const char *path)
{
	struct call call = {.path = path};

	return call_blocking(chdir, &call);
}

static long fchdir(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);
	long result = -ENOTDIR;

	if (!file)
		return -EBADF;
	if (file->entry)
		result = check(file->entry);
	if (!result)
		directory_set(file->entry, NULL);
	file_put(file);
	return result;
}

/* full */
long sys_fchdir(int number)
{
	struct call call = {.number = number};

	return call_blocking(fchdir, &call);
}

static long chroot(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, AT_FDCWD, call->path, LOOKUP_FOLLOW);

	if (result)
		return result;
	result = check(at.entry);
	if (!result && !capable(CAP_SYS_CHROOT))
		result = -EPERM;
	if (!result)
		directory_set(NULL, at.entry);
	lookup_end(&at);
	return result;
}

/* full */
long sys_chroot(const char *path)
{
	struct call call = {.path = path};

	return call_blocking(chroot, &call);
}
