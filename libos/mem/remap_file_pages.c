/* SPDX-License-Identifier: ISC */
/*
 * remap_file_pages(2): no mapping here is of a file whose pages could change places.
 */
#include "libos.h"
#include "syscalls.h"

/* partial: always -EINVAL, shared anonymous memory included */
long sys_remap_file_pages(uintptr_t start, size_t size, unsigned long protection,
                          size_t offset, unsigned long flags)
{
	return -EINVAL;
}
