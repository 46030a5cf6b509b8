/* SPDX-License-Identifier: ISC */
/* platform_console_read: from descriptor 0, asking first, because descriptors of the host
 * block. (To make it non-blocking would change it for the process's parent, too.) */
#include "process.h"
#include <errno.h>
#include <linux/poll.h>
#include <linux/time_types.h>

long process_console_read(void *buffer, size_t size)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	struct __kernel_timespec now = {0};

	if (linux_call5(__NR_ppoll, (long)&input, 1, (long)&now, 0, 0) <= 0)
		return -EAGAIN;
	if (input.revents & POLLNVAL)
		return 0; /* started with standard input closed */
	long n = linux_call3(__NR_read, 0, (long)buffer, (long)size);
	return n == -EINTR ? -EAGAIN : n;
}
