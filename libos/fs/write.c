/* SPDX-License-Identifier: ISC */
/*
 * write(2), writev(2).
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"

static long write_transfer(int number, struct transfer *transfer)
{
	struct file *file = file_get(number);
	long result = -EBADF;

	if (!file)
		return result;
	if ((file->flags & O_ACCMODE) != O_RDONLY)
		result = file->operations->write ? file->operations->write(file, transfer)
		                                 : -EINVAL;
	file_put(file);
	return result;
}

/* partial: the streams alone */
long sys_writev(int number, const struct iovec *vector, long count)
{
	struct transfer transfer;

	enter();
	long result = transfer_begin(&transfer, vector, count);
	if (!result)
		result = write_transfer(number, &transfer);
	return leave(result);
}

/* partial: the streams alone */
long sys_write(int number, const void *bytes, size_t size)
{
	struct iovec one = {(void *)(uintptr_t)bytes, size};

	return sys_writev(number, &one, 1);
}
