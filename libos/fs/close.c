/* SPDX-License-Identifier: ISC */
/*
 * close(2).
 */
#include "descriptor.h"
#include "fs/call.h"
#include "syscalls.h"

static long close(void *number)
{
	struct file *file = descriptor_take((int)(intptr_t)number);

	if (!file)
		return -EBADF;
	descriptor_closed(file);
	return 0;
}

/* full */
long sys_close(int number)
{
	return call_file(close, (void *)(intptr_t)number);
}
