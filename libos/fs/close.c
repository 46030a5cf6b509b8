/* SPDX-License-Identifier: ISC */
/*
 * close(2).
 */
#include "descriptor.h"
#include "fs/call.h"
#include "syscalls.h"

static long close(void *argument)
{
	const int *number = argument;
	struct file *file = NULL;

	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(*number);
	if (descriptor) {
		file = descriptor->file;
		descriptor->file = NULL;
	}
	lock_release(&descriptor_lock);
	if (!file)
		return -EBADF;
	descriptor_closed(file);
	return 0;
}

/* full */
long sys_close(int number)
{
	return call_file(close, &number);
}
