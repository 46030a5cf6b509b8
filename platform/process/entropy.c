/* SPDX-License-Identifier: ISC */
/* platform_entropy: the host's generator (getrandom(2)), which waits until it is seeded.
 */
#include "process.h"
#include <errno.h>

long process_entropy(void *buffer, size_t size)
{
	size_t done = 0;
	while (done < size) {
		long n = linux_call3(__NR_getrandom, (long)buffer + (long)done,
		                     (long)(size - done), 0);
		if (n > 0)
			done += (size_t)n;
		else if (n != -EINTR)
			return -ENODATA;
	}
	return (long)done;
}
