/* SPDX-License-Identifier: ISC */
/* platform_memory_seal: in the platform's own books, and by the host where it can
 * (mseal(2)), which binds even a program that makes system calls behind the libos's back.
 */
#include "process.h"

int process_memory_seal(unsigned space, void *address, size_t length)
{
	int result = process_range_check(space, address, length, true);
	if (!result)
		result = process_range_seal((uintptr_t)address,
		                            (uintptr_t)address + length);
	if (!result)
		linux_call3(__NR_mseal, (long)address, (long)length, 0);
	return result;
}
