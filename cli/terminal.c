/* SPDX-License-Identifier: ISC */
/*
 * The terminal of somebody who runs an image in a machine. The program's own line
 * handling works there, so keys go to it as they are and what it writes goes out as it
 * is; only the keys that send signals stay with the terminal. What is changed is put back
 * by terminal_restore(), which may be called from a signal handler.
 */
#include "samara.h"
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static volatile sig_atomic_t changed;

void terminal_raw(void)
{
	struct termios raw;
	if (tcgetattr(0, &saved) != 0 || tcgetpgrp(0) != getpgrp())
		return;
	raw = saved;
	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	changed = 1;
	tcsetattr(0, TCSADRAIN, &raw);
}

void terminal_restore(void)
{
	if (!changed)
		return;
	changed = 0;
	if (tcgetpgrp(0) == getpgrp()) /* else it would stop us */
		tcsetattr(0, TCSANOW, &saved);
}

char *terminal_options(void)
{
	struct winsize size = {0};
	char streams[4] = "";
	int count = 0;
	for (int fd = 0; fd < 3; fd++)
		if (isatty(fd)) {
			streams[count++] = (char)('0' + fd);
			ioctl(fd, TIOCGWINSZ, &size);
		}
	if (!count)
		return text("samara.tty=");
	return text("samara.tty=%s samara.rows=%u samara.columns=%u", streams,
	            size.ws_row, size.ws_col);
}
