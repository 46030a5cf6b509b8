/* SPDX-License-Identifier: ISC */
/* platform_memory_share: the host maps the same place of its file again. */
#include "process.h"
#include <errno.h>
#include <linux/mman.h>

int process_memory_share(unsigned space, const void *from, void *to, size_t length,
                         unsigned protection, bool private)
{
	uintptr_t low = (uintptr_t)from, other = (uintptr_t)to;
	int bits = process_protection(protection & ~PLATFORM_EXECUTE);
	int result = process_range_check(space, to, length, false);
	if (result || bits < 0)
		return result ? result : bits;
	if (low % PLATFORM_PAGE || (low < other + length && other < low + length))
		return -EINVAL;
	if (protection & PLATFORM_EXECUTE || !process_is_file_memory(from, length))
		return -EACCES;
	long at = linux_call6(__NR_mmap, (long)to, (long)length, bits,
	                      private ? PROCESS_MAP_COPY : PROCESS_MAP_FILE,
	                      process_host.file_memory,
	                      (long)(low - platform_information.space_low));
	return at < 0 ? (int)at : 0;
}
