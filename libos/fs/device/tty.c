/* SPDX-License-Identifier: ISC */
/*
 * /dev/tty and /dev/console (tty(4), console(4)): one of the streams that is the
 * terminal. /dev/tty may also be a pty. What they do is the console's (fs/console.h).
 */
#include "device.h"
#include "fs/console.h"
#include "mem/heap.h"
#include "pty.h"
#include "session.h"

int pty_slave_open(struct pty *pty, unsigned flags, struct file **file) WEAK;

/* The stream to write to; reading is of standard input in any case. */
static int stream_for(unsigned flags)
{
	for (int stream = 1; stream < 3; stream++)
		if (stream_terminal(stream))
			return stream;
	return stream_terminal(0) || (flags & O_ACCMODE) == O_RDONLY ? 0 : 1;
}

static int stream_open(int stream, unsigned flags,
                       const struct file_operations *operations, struct file **file)
{
	int result = device_file_make(operations, flags, file);

	if (result)
		return result;
	(*file)->stream = stream;
	(*file)->watches = console_files[0].watches;
	return 0;
}

int console_reopen(struct file *file, unsigned flags, struct file **again)
{
	return stream_open(file->stream, flags, file->operations, again);
}

void console_release(struct file *file)
{
	if (file < console_files || file >= console_files + 3)
		device_file_release(file);
}

int tty_open(unsigned flags, bool controlling, struct file **file)
{
	struct pty *pty = controlling ? session_pty() : NULL;
	int result;

	if (!pty)
		return controlling && !session_has(NULL)
		               ? -ENXIO
		               : stream_open(stream_for(flags), flags,
		                             &console_operations, file);
	result = pty_slave_open(pty, flags | O_NOCTTY, file);
	entry_put(&pty->entry);
	return result;
}
