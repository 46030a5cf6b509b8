/* SPDX-License-Identifier: ISC */
/*
 * fstat(2).
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"
#include <asm/stat.h>

LINKS(console_status);

/* partial: the streams alone; owners, times and sizes are 0 */
long sys_fstat(int number, struct stat *status)
{
	struct stat copy = {.st_nlink = 1, .st_blksize = PLATFORM_PAGE};
	long result = -EBADF;

	enter();
	struct file *file = file_get(number);
	if (file) {
		result = file->operations->status(file, &copy);
		file_put(file);
	}
	if (!result)
		result = copy_out(status, &copy, sizeof copy);
	return leave(result);
}
