/* SPDX-License-Identifier: ISC */
/*
 * write(2), writev(2). Writing to the console doesn't sleep, so a program that has no
 * files that may, only that, needs no stack in the libos for it.
 */
#include "file.h"
#include "fs/call.h"
#include "position.h"
#include "syscalls.h"

struct call {
	int number;
	const struct iovec *vector;
	long count;
};

static long write_file(struct file *file, struct transfer *transfer)
{
	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!file->operations->write)
		return -EINVAL;
	if (file->operations->seek)
		return position_transfer(file, transfer, file->operations->write);
	return file->operations->write(file, transfer);
}

static long write_vector(void *argument)
{
	const struct call *call = argument;
	struct transfer transfer;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = transfer_begin(&transfer, call->vector, call->count);
	if (!result)
		result = write_file(file, &transfer);
	file_put(file);
	return result;
}

/* full */
long sys_writev(int number, const struct iovec *vector, long count)
{
	struct call call = {number, vector, count};

	return call_file(write_vector, &call);
}

/* full */
long sys_write(int number, const void *bytes, size_t size)
{
	struct iovec one = {(void *)(uintptr_t)bytes, size};

	return sys_writev(number, &one, 1);
}
