/* SPDX-License-Identifier: ISC */
/*
 * close(2).
 */
#include "descriptor.h"
#include "sched/cpu.h"
#include "syscalls.h"

long call_blocking(long (*body)(void *), void *arguments) WEAK; /* as write.c */

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
	if (call_blocking)
		return call_blocking(close, &number);
	enter();
	return leave(close(&number));
}
