/* SPDX-License-Identifier: ISC */
/*
 * Terminal requests on the console (ioctl_tty(2)): answered here for a raw terminal,
 * below for one with its own line handling; -ENOTTY for pipes and files.
 */
#include "console.h"
#include "sched/lock.h"

static struct winsize size = {.ws_row = 24, .ws_col = 80};

/* The bytes that a request reads or writes; 0: not a terminal request. */
static unsigned argument_size(unsigned long request)
{
	switch (request) {
	case TCGETS:
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return sizeof(struct termios);
	case TIOCGWINSZ:
	case TIOCSWINSZ:
		return sizeof(struct winsize);
	}
	return 0;
}

static bool sets(unsigned long request)
{
	return request != TCGETS && request != TIOCGWINSZ;
}

/* The libos's own terminal. */
static void control_raw(unsigned long request, void *argument, unsigned bytes)
{
	void *mine = bytes == sizeof size ? (void *)&size : &console_termios;

	lock_acquire(&console_lock);
	if (sets(request))
		memcpy(mine, argument, bytes);
	else
		memcpy(argument, mine, bytes);
	lock_release(&console_lock);
	if (terminal_changed && sets(request) && mine == &console_termios)
		terminal_changed(request == TCSETSF);
}

static long control_terminal(int stream, unsigned long request, void *argument)
{
	union {
		struct termios termios;
		struct winsize size;
	} copy;
	unsigned bytes = argument_size(request);

	if (!bytes)
		return -ENOTTY;
	if (sets(request) && copy_in(&copy, argument, bytes))
		return -EFAULT;
	if (stream_raw(stream)) {
		control_raw(request, &copy, bytes);
	} else {
		int result = platform_console_control(stream, request, &copy);
		if (result)
			return result;
	}
	return sets(request) ? 0 : copy_out(argument, &copy, bytes);
}

long console_control(struct file *file, unsigned long request, void *argument)
{
	if (request == FIONREAD && console_available) {
		int count = (int)console_available();
		return copy_out(argument, &count, sizeof count);
	}
	if (!(platform_information.stream[file->stream] & PLATFORM_STREAM_TERMINAL))
		return -ENOTTY;
	return control_terminal(file->stream, request, argument);
}
