/* SPDX-License-Identifier: ISC */
/*
 * lseek(2).
 */
#include "fs/call.h"
#include "fs/position.h"
#include "syscalls.h"
#include <linux/fs.h>

struct call {
	int number, whence;
	long offset;
};

static long seek_file(struct file *file, const struct call *call)
{
	if (file->flags & O_PATH)
		return -EBADF;
	if (call->whence < 0 || call->whence > SEEK_MAX)
		return -EINVAL;
	if (!file->operations->seek)
		return -ESPIPE;
	position_acquire(file);
	long position = file->operations->seek(file, call->offset, call->whence);
	if (position >= 0)
		file->position = (uint64_t)position;
	position_release(file);
	return position;
}

static long seek(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = seek_file(file, call);
	file_put(file);
	return result;
}

/* full */
long sys_lseek(int number, long offset, int whence)
{
	struct call call = {number, whence, offset};

	return call_file(seek, &call);
}
