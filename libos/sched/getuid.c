/* SPDX-License-Identifier: ISC */
/*
 * The program runs as root, and there is nobody else. getuid(2), geteuid(2), getgid(2),
 * getegid(2), getresuid(2), getresgid(2), getgroups(2).
 */
#include "libos.h"
#include "syscalls.h"

long sys_getuid(void)
{
	return 0;
}

long sys_geteuid(void)
{
	return 0;
}

long sys_getgid(void)
{
	return 0;
}

long sys_getegid(void)
{
	return 0;
}

static long three(unsigned *real, unsigned *effective, unsigned *saved)
{
	const unsigned root = 0;

	if (copy_out(real, &root, sizeof root) || copy_out(effective, &root, sizeof root))
		return -EFAULT;
	return copy_out(saved, &root, sizeof root);
}

long sys_getresuid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return three(real, effective, saved);
}

long sys_getresgid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return three(real, effective, saved);
}

long sys_getgroups(int size, unsigned *list)
{
	return size < 0 ? -EINVAL : 0;
}
