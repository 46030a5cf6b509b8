/* SPDX-License-Identifier: ISC */
/*
 * Copies from and to the program. Each byte is read once; a bad address gives -EFAULT.
 */
#include "libos.h"

int copy_in(void *to, const void *from, size_t size)
{
	return copy_bytes(to, from, size) ? -EFAULT : 0;
}

int copy_out(void *to, const void *from, size_t size)
{
	return copy_bytes(to, from, size) ? -EFAULT : 0;
}
