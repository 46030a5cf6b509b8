/* SPDX-License-Identifier: ISC */
/*
 * The console as files: descriptors 0, 1 and 2, and the writing side. Reading, polling
 * and status are members of their own, linked by the calls that reach them. Lock:
 * console_lock orders writers; console_buffer is theirs.
 */
#include "console.h"
#include "sched/lock.h"
#include "signal/signal.h"

static char buffer[CONSOLE_BUFFER];
struct lock console_lock;

static long write_locked(int stream, struct transfer *transfer)
{
	long done = 0, n = 0;
	int result = 0;

	while (transfer->left) {
		n = transfer_in(transfer, buffer, sizeof buffer);
		if (n > 0)
			result = console_output(stream, buffer, (size_t)n);
		if (n <= 0 || result)
			break;
		done += n;
	}
	return done ? done : result ? result : n;
}

static long console_write(struct file *file, struct transfer *transfer)
{
	if (!file->stream && !stream_terminal(0))
		return -EBADF;
	lock_acquire(&console_lock);
	long result = write_locked(file->stream ? file->stream : 1, transfer);
	lock_release(&console_lock);
	if (result == -EPIPE)
		signal_raise(SIGPIPE);
	return result;
}

const struct file_operations console_operations = {
        .read = console_read,
        .write = console_write,
        .control = console_control,
        .status = console_status,
        .poll = console_poll,
        .release = console_release,
        .reopen = console_reopen,
};

struct file console_files[3];
