/* SPDX-License-Identifier: ISC */
/* platform_memory_move. The host keeps pages with one protection as several mappings at
 * times, and moves (before Linux 6.17) only within one, so a piece that it refuses is
 * halved. */
#include "process.h"
#include <errno.h>
#include <linux/mman.h>

static long move(uintptr_t from, uintptr_t to, size_t length)
{
	size_t piece = length;
	while (length) {
		if (piece > length)
			piece = length;
		long at = linux_call5(__NR_mremap, (long)from, (long)piece, (long)piece,
		                      MREMAP_MAYMOVE | MREMAP_FIXED, (long)to);
		if (at == -EFAULT && piece > PLATFORM_PAGE) {
			piece = piece / 2 & -(size_t)PLATFORM_PAGE;
			continue;
		}
		if (at < 0)
			return at;
		from += piece;
		to += piece;
		length -= piece;
	}
	return 0;
}

int process_memory_move(unsigned space, void *from, void *to, size_t length)
{
	int result = process_range_check(space, from, length, false);
	if (!result)
		result = process_range_check(space, to, length, false);
	if (!result)
		result = (int)move((uintptr_t)from, (uintptr_t)to, length);
	if (!result)
		result = process_memory_unmap(space, from,
		                              length); /* mremap left a hole */
	return result;
}
