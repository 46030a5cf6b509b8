/* SPDX-License-Identifier: ISC */
/*
 * exit(2), exit_group(2): with one thread they are the same.
 */
#include "libos.h"
#include "syscalls.h"

long sys_exit(int status)
{
	platform_exit(status & 255);
}

long sys_exit_group(int status)
{
	platform_exit(status & 255);
}
