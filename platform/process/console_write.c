/* SPDX-License-Identifier: ISC */
/* platform_console_write: to the process's descriptor 1 or 2. Whoever started the process
 * may have made it non-blocking; then this waits. */
#include "process.h"
#include <errno.h>
#include <linux/poll.h>

long process_console_write(int stream, const void *buffer, size_t size)
{
	for (;;) {
		long n = linux_call3(__NR_write, stream, (long)buffer, (long)size);
		if (n == -EAGAIN) {
			struct pollfd output = {.fd = stream, .events = POLLOUT};
			linux_call5(__NR_ppoll, (long)&output, 1, 0, 0, 0);
		} else if (n != -EINTR) {
			return n;
		}
	}
}
