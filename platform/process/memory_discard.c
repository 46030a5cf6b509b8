/* SPDX-License-Identifier: ISC */
/* platform_memory_discard. */
#include "process.h"
#include <linux/mman.h>

int process_memory_discard(unsigned space, void *address, size_t length)
{
	int result = process_range_check(space, address, length, false);
	if (result)
		return result;
	return (int)linux_call3(__NR_madvise, (long)address, (long)length, MADV_DONTNEED);
}
