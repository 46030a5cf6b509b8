/* SPDX-License-Identifier: ISC */
/*
 * lseek(2): pipes and terminals can't, and there are no other files yet.
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"

/* partial: -ESPIPE, also where a stream is a file of the host */
long sys_lseek(int number, long offset, int whence)
{
	enter();
	struct file *file = file_get(number);
	if (file)
		file_put(file);
	return leave(file ? -ESPIPE : -EBADF);
}
