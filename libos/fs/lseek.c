/* SPDX-License-Identifier: ISC */
/*
 * lseek(2): pipes and terminals can't, and there are no other files yet.
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"

long sys_lseek(int number, long offset, int whence)
{
	enter();
	struct file *file = file_get(number);
	if (file)
		file_put(file);
	return leave(file ? -ESPIPE : -EBADF);
}
