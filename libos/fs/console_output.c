/* SPDX-License-Identifier: ISC */
/*
 * Bytes to a console stream, and the output side of the line discipline (termios(3),
 * c_oflag) where it is the libos's job. Called by writes, by echo, by the log and by
 * crash reports, so it takes no lock; writes and echo hold the console lock.
 */
#include "console.h"
#include "libos.h"

#define CONTROL(letter) ((letter)&31)

struct termios console_termios = {
        .c_iflag = ICRNL | IXON | IUTF8,
        .c_oflag = OPOST | ONLCR,
        .c_cflag = B38400 | CS8 | CREAD,
        .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
        .c_cc = {[VINTR] = CONTROL('C'),
                 [VQUIT] = CONTROL('\\'),
                 [VERASE] = 127,
                 [VKILL] = CONTROL('U'),
                 [VEOF] = CONTROL('D'),
                 [VMIN] = 1,
                 [VSTART] = CONTROL('Q'),
                 [VSTOP] = CONTROL('S'),
                 [VSUSP] = CONTROL('Z'),
                 [VREPRINT] = CONTROL('R'),
                 [VDISCARD] = CONTROL('O'),
                 [VWERASE] = CONTROL('W'),
                 [VLNEXT] = CONTROL('V')},
};

static int write_all(int stream, const char *bytes, size_t size)
{
	while (size) {
		long n = platform_console_write(stream, bytes, size);
		if (n < 0)
			return (int)n;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Newlines become CR NL. */
static int write_processed(int stream, const char *text, size_t size)
{
	int result = 0;

	while (size && !result) {
		size_t n = 0;
		while (n < size && text[n] != '\n')
			n++;
		result = write_all(stream, text, n);
		if (n < size && !result) {
			result = write_all(stream, "\r\n", 2);
			n++;
		}
		text += n;
		size -= n;
	}
	return result;
}

int console_output(int stream, const char *text, size_t size)
{
	const tcflag_t both = OPOST | ONLCR;

	if (!stream_raw(stream) || (console_termios.c_oflag & both) != both)
		return write_all(stream, text, size);
	if (console_written)
		console_written(text, size);
	return write_processed(stream, text, size);
}
