/* SPDX-License-Identifier: ISC */
/* platform_memory_protect. */
#include "process.h"

int process_memory_protect(unsigned space, void *address, size_t length,
                           unsigned protection)
{
	int bits = process_protection(protection);
	int result = process_range_check(space, address, length, true);
	if (result || bits < 0)
		return result ? result : bits;
	return (int)linux_call3(__NR_mprotect, (long)address, (long)length, bits);
}
