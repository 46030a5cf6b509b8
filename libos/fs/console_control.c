/* SPDX-License-Identifier: ISC */
/*
 * Terminal requests on the console (ioctl_tty(2)): answered here for a raw terminal,
 * below for one with its own line handling; -ENOTTY for pipes and files. The size is
 * asked below in both cases.
 */
#include "console.h"
#include "sched/lock.h"

union argument {
	struct termios termios;
	struct winsize size;
};

/* The bytes that a request reads or writes; 0: not a terminal request. */
static unsigned argument_size(unsigned long request)
{
	if (request == TIOCGWINSZ)
		return sizeof(struct winsize);
	return request - TCGETS <= TCSETSF - TCGETS ? sizeof(struct termios) : 0;
}

/* The libos's own terminal: its settings, and the usual size where nobody knows it. */
static void control_raw(unsigned long request, union argument *argument)
{
	bool sets = request != TCGETS;

	if (request == TIOCGWINSZ) {
		argument->size = (struct winsize){.ws_row = 24, .ws_col = 80};
		return;
	}
	lock_acquire(&console_lock);
	if (sets)
		console_termios = argument->termios;
	else
		argument->termios = console_termios;
	lock_release(&console_lock);
	if (sets && console_changed)
		console_changed(request == TCSETSF);
}

static long control_terminal(int stream, unsigned long request, void *argument)
{
	union argument copy;
	unsigned bytes = argument_size(request);
	bool gets = request == TCGETS || request == TIOCGWINSZ;
	int result = -ENOTTY;

	if (!bytes)
		return result;
	if (!gets && copy_in(&copy, argument, bytes))
		return -EFAULT;
	if (!stream_raw(stream) || request == TIOCGWINSZ)
		result = platform_console_control(stream, request, &copy);
	if (result == -ENOTTY && stream_raw(stream)) {
		control_raw(request, &copy);
		result = 0;
	}
	return result || !gets ? result : copy_out(argument, &copy, bytes);
}

long console_control(struct file *file, unsigned long request, void *argument)
{
	if (request == FIONREAD && console_available) {
		int count = (int)console_available();
		return copy_out(argument, &count, sizeof count);
	}
	if (!stream_terminal(file->stream))
		return -ENOTTY;
	return control_terminal(file->stream, request, argument);
}
