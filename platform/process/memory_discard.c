/* SPDX-License-Identifier: ISC */
/* platform_memory_discard. Pages of file memory are the host's file's, which only a hole
 * in it gives back. */
#include "process.h"
#include <linux/mman.h>

/* files.c, where it is linked */
extern struct process_file_memory process_file_memory __attribute__((weak));

static bool is_file_memory(const void *address, size_t length)
{
	return &process_file_memory && process_is_file_memory(address, length);
}

int process_memory_discard(unsigned space, void *address, size_t length)
{
	int result = process_range_check(space, address, length, false);
	if (result)
		return result;
	return (int)linux_call3(__NR_madvise, (long)address, (long)length,
	                        is_file_memory(address, length) ? MADV_REMOVE
	                                                        : MADV_DONTNEED);
}
