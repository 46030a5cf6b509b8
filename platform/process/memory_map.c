/* SPDX-License-Identifier: ISC */
/* platform_memory_map: the host gives a page when it is touched. */
#include "process.h"
#include <linux/mman.h>

_Static_assert(PLATFORM_READ == PROT_READ && PLATFORM_WRITE == PROT_WRITE &&
                       PLATFORM_EXECUTE == PROT_EXEC,
               "same bits");

int process_memory_map(unsigned space, void *address, size_t length, unsigned protection)
{
	int bits = process_protection(protection);
	int result = process_range_check(space, address, length, false);
	if (result || bits < 0)
		return result ? result : bits;
	long at = linux_call6(__NR_mmap, (long)address, (long)length, bits, PROCESS_MAP,
	                      -1, 0);
	return at < 0 ? (int)at : 0;
}
