/* SPDX-License-Identifier: ISC */
/*
 * read(2), readv(2).
 */
#include "file.h"
#include "sched/wait.h"
#include "syscalls.h"

LINKS(console_read);

static long read_transfer(int number, struct transfer *transfer)
{
	struct file *file = file_get(number);
	long result = -EBADF;

	if (!file)
		return result;
	if ((file->flags & O_ACCMODE) != O_WRONLY)
		result = file->operations->read ? file->operations->read(file, transfer)
		                                : -EINVAL;
	file_put(file);
	return result;
}

struct call {
	int number;
	const struct iovec *vector;
	long count;
};

static long read_vector(void *argument)
{
	const struct call *call = argument;
	struct transfer transfer;
	long result = transfer_begin(&transfer, call->vector, call->count);

	return result ? result : read_transfer(call->number, &transfer);
}

/* partial: the streams alone */
/* full */
long sys_readv(int number, const struct iovec *vector, long count)
{
	struct call call = {number, vector, count};

	return call_blocking(read_vector, &call);
}

/* partial: the streams alone */
/* full */
long sys_read(int number, void *bytes, size_t size)
{
	struct iovec one = {bytes, size};

	return sys_readv(number, &one, 1);
}
