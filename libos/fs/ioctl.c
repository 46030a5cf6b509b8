/* SPDX-License-Identifier: ISC */
/*
 * ioctl(2).
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"

/* partial: TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ and FIONREAD; all others are
 * -ENOTTY */
long sys_ioctl(int number, unsigned long request, void *argument)
{
	long result = -EBADF;

	enter();
	struct file *file = file_get(number);
	if (file) {
		result = file->operations->control
		                 ? file->operations->control(file, request, argument)
		                 : -ENOTTY;
		file_put(file);
	}
	return leave(result);
}
