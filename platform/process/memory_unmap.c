/* SPDX-License-Identifier: ISC */
/* platform_memory_unmap. */
#include "process.h"

int process_memory_unmap(unsigned space, void *address, size_t length)
{
	int result = process_range_check(space, address, length, false);
	if (result)
		return result;
	return (int)linux_call2(__NR_munmap, (long)address, (long)length);
}
