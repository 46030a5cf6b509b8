/* SPDX-License-Identifier: ISC */
/*
 * What fstat(2) says of the console: a terminal is the character device 5:1, as Linux's
 * /dev/console; anything else looks like a pipe, since it can't seek.
 */
#include "console.h"
#include <asm/stat.h>
#include <linux/stat.h>

int console_status(struct file *file, struct stat *status)
{
	bool terminal = stream_terminal(file->stream);

	status->st_mode = terminal ? S_IFCHR | 0620 : S_IFIFO | 0600;
	status->st_rdev = terminal ? 5 << 8 | 1 : 0;
	status->st_ino = 1 + (terminal ? 0 : (unsigned)file->stream);
	return 0;
}
