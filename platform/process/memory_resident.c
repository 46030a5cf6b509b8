/* SPDX-License-Identifier: ISC */
/* platform_memory_resident: mincore(2), which leaves all bits but the lowest open. */
#include "process.h"
#include <errno.h>

int process_memory_resident(unsigned space, const void *address, size_t length,
                            uint8_t *vector)
{
	if (space)
		return -EINVAL;
	long result =
	        linux_call3(__NR_mincore, (long)address, (long)length, (long)vector);
	for (size_t page = 0; !result && page < length / PLATFORM_PAGE; page++)
		vector[page] &= 1;
	return (int)result;
}
