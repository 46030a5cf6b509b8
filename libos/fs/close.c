/* SPDX-License-Identifier: ISC */
/*
 * close(2).
 */
#include "descriptor.h"
#include "sched/cpu.h"
#include "syscalls.h"

/* full */
long sys_close(int number)
{
	long result = -EBADF;

	enter();
	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(number);
	struct file *file = NULL;
	if (descriptor) {
		file = descriptor->file;
		descriptor->file = NULL;
		result = 0;
	}
	lock_release(&descriptor_lock);
	if (file)
		file_put(file);
	return leave(result);
}
