/* SPDX-License-Identifier: ISC */
/*
 * What fstat(2) says of the console: a terminal is the character device 5:1, as Linux's
 * /dev/console, and where there are names it is that; anything else looks like a pipe,
 * since it can't seek.
 */
#include "console.h"
#include <asm/stat.h>

/* inode(7) */
#define CHARACTER_DEVICE 0020000
#define FIFO             0010000

int tree_begin(void) WEAK;
int tree_status(struct file *file, struct stat *status) WEAK;

int console_status(struct file *file, struct stat *status)
{
	if (tree_begin && !tree_begin() && file->entry)
		return tree_status(file, status);
	bool terminal = stream_terminal(file->stream);

	if (host_stream_status && !host_stream_status(file->stream, status))
		return 0;

	status->st_mode = terminal ? CHARACTER_DEVICE | 0620 : FIFO | 0600;
	status->st_rdev = terminal ? 5 << 8 | 1 : 0;
	status->st_ino = 1 + (terminal ? 0 : (unsigned)file->stream);
	return 0;
}
