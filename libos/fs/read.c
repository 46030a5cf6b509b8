/* SPDX-License-Identifier: ISC */
/*
 * read(2), readv(2).
 */
#include "file.h"
#include "position.h"
#include "sched/wait.h"
#include "syscalls.h"

LINKS(console_read);

struct call {
	int number;
	const struct iovec *vector; /* the program's; NULL: `transfer` is all */
	long count;
	struct transfer transfer;
};

static long read_file(struct file *file, struct transfer *transfer)
{
	if ((file->flags & O_ACCMODE) == O_WRONLY || (file->flags & O_PATH))
		return -EBADF;
	if (!file->operations->read)
		return file->operations->list ? -EISDIR : -EINVAL;
	if (file->operations->seek)
		return position_transfer(file, transfer, file->operations->read);
	return file->operations->read(file, transfer);
}

static long read_call(void *argument)
{
	const struct call *call = argument;
	struct transfer transfer = call->transfer;
	struct file *file = file_get(call->number);
	long result = 0;

	if (!file)
		return -EBADF;
	if (call->vector)
		result = transfer_begin(&transfer, call->vector, call->count);
	if (!result)
		result = read_file(file, &transfer);
	file_put(file);
	return result;
}

/* full */
long sys_readv(int number, const struct iovec *vector, long count)
{
	struct call call = {.number = number, .vector = vector, .count = count};

	return call_blocking(read_call, &call);
}

/* full */
long sys_read(int number, void *bytes, size_t size)
{
	struct call call = {.number = number, .transfer = transfer_single(bytes, size)};

	if ((long)size < 0)
		return -EINVAL;
	return call_blocking(read_call, &call);
}
