/* SPDX-License-Identifier: ISC */
/*
 * A program may use any name that the C library leaves to it, ours too.
 */
#include <stdio.h>

int process_start = 1, vm_start = 2, image_end = 3, panic = 4;
int log_line = 7, part_libc_text = 8, libos_start = 9;
int format(void);
long sys_write(void);

int format(void)
{
	return 5;
}

long sys_write(void)
{
	return 6;
}

int main(void)
{
	printf("%d %d %d %d %d %ld %d\n", process_start, vm_start, image_end, panic,
	       format(), sys_write(), log_line + part_libc_text + libos_start);
	return 0;
}
