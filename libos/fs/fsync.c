/* SPDX-License-Identifier: ISC */
/*
 * fsync(2), fdatasync(2), sync(2), syncfs(2), sync_file_range(2).
 */
#include "fs/tree.h"
#include "syscalls.h"
#include <linux/fs.h>

struct call {
	int number;
	int (*body)(struct file *file);
};

static long with_file(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = file->flags & O_PATH ? -EBADF : call->body(file);
	file_put(file);
	return result;
}

static int sync_all(struct file *file)
{
	return file->operations->sync ? file->operations->sync(file, false) : -EINVAL;
}

static int sync_data(struct file *file)
{
	return file->operations->sync ? file->operations->sync(file, true) : -EINVAL;
}

/* full */
long sys_fsync(int number)
{
	struct call call = {number, sync_all};

	return call_blocking(with_file, &call);
}

/* full */
long sys_fdatasync(int number)
{
	struct call call = {number, sync_data};

	return call_blocking(with_file, &call);
}

static int sync_system(struct file_system *system)
{
	return system->operations->sync ? system->operations->sync(system) : 0;
}

static int sync_system_of(struct file *file)
{
	return file->entry ? sync_system(file->entry->inode->system) : 0;
}

/* full */
long sys_syncfs(int number)
{
	struct call call = {number, sync_system_of};

	return call_blocking(with_file, &call);
}

static long sync_systems(void *unused)
{
	for (struct file_system *system = file_systems; system; system = system->next)
		sync_system(system);
	return 0;
}

/* full */
long sys_sync(void)
{
	return call_blocking(sync_systems, NULL);
}

static int sync_range(struct file *file)
{
	return file->operations->sync && file->operations->seek
	               ? file->operations->sync(file, true)
	               : -ESPIPE;
}

/* full */
long sys_sync_file_range(int number, long offset, long length, unsigned flags)
{
	struct call call = {number, sync_range};

	if (offset < 0 || length < 0 || offset > INT64_MAX - length ||
	    (flags & ~(unsigned)(SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
	                         SYNC_FILE_RANGE_WAIT_AFTER)))
		return -EINVAL;
	return call_blocking(with_file, &call);
}
