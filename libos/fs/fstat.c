/* SPDX-License-Identifier: ISC */
/*
 * fstat(2).
 */
#include "file.h"
#include "fs/call.h"
#include "syscalls.h"
#include <asm/stat.h>

LINKS(console_status);

struct call {
	int number;
	struct stat *status;
};

static long status(void *argument)
{
	const struct call *call = argument;
	struct stat status = {.st_nlink = 1, .st_blksize = PLATFORM_PAGE};
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = file->operations->status(file, &status);
	file_put(file);
	return result ? result : copy_out(call->status, &status, sizeof status);
}

/* full */
long sys_fstat(int number, struct stat *to)
{
	struct call call = {number, to};

	return call_file(status, &call);
}
