/* SPDX-License-Identifier: ISC */
/*
 * What poll(2) says of the console: writable at any time, readable when a read would
 * return.
 */
#include "console.h"
#include <asm/poll.h>

LINKS(console_read);

unsigned console_poll(struct file *file)
{
	bool readable =
	        (!file->stream || stream_terminal(file->stream)) && console_readable();
	bool writable = file->stream || stream_terminal(0);

	file->watches = &console_watches; /* who never polls has none linked */
	return (readable ? POLLIN | POLLRDNORM : 0) |
	       (writable ? POLLOUT | POLLWRNORM : 0);
}
