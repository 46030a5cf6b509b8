/* SPDX-License-Identifier: ISC */
/* platform_memory_unmap: the range becomes part of the reservation again, so that nothing
 * of the host's gets there. */
#include "process.h"
#include <linux/mman.h>

int process_memory_unmap(unsigned space, void *address, size_t length)
{
	int result = process_range_check(space, address, length, false);
	if (result)
		return result;
	long at = linux_call6(__NR_mmap, (long)address, (long)length, PROT_NONE,
	                      PROCESS_MAP, -1, 0);
	return at < 0 ? (int)at : 0;
}
