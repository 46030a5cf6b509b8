/* SPDX-License-Identifier: ISC */
/* platform_memory_map_file. */
#include "process.h"
#include <errno.h>
#include <linux/mman.h>

int process_memory_map_file(unsigned space, void *address, size_t length)
{
	struct process_file_memory *memory = &process_file_memory;
	uintptr_t low = (uintptr_t)address, high = low + length;
	int result = process_range_check(space, address, length, false);
	if (result)
		return result;
	if (!process_host.file_memory)
		return -ENOMEM;
	long at = linux_call6(__NR_mmap, (long)address, (long)length,
	                      PROT_READ | PROT_WRITE, PROCESS_MAP_FILE,
	                      process_host.file_memory,
	                      (long)(low - platform_information.space_low));
	if (at < 0)
		return (int)at;
	if (!memory->high || low < memory->low)
		memory->low = low;
	if (high > memory->high)
		memory->high = high;
	return 0;
}
