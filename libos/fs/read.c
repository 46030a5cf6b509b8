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

long sys_readv(int number, const struct iovec *vector, long count)
{
	struct transfer transfer;
	long result;

	do {
		enter();
		result = transfer_begin(&transfer, vector, count);
		if (!result)
			result = read_transfer(number, &transfer);
	} while (leave_restart(result));
	return result;
}

long sys_read(int number, void *bytes, size_t size)
{
	struct iovec one = {bytes, size};

	return sys_readv(number, &one, 1);
}
