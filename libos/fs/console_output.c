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

static long output_all(int stream, const char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		long n = platform_console_write(stream, bytes + done, size - done);
		if (n < 0)
			return done ? (long)done : n;
		done += (size_t)n;
	}
	return (long)done;
}

/* Newlines become CR NL. */
static long output_processed(int stream, const char *text, size_t size)
{
	char bytes[128];
	size_t n = 0;

	if (terminal_written)
		terminal_written(text, size);

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n')
			bytes[n++] = '\r';
		bytes[n++] = text[i];
		if (n < sizeof bytes - 1 && i + 1 < size)
			continue;
		long result = output_all(stream, bytes, n);
		if (result < 0)
			return result;
		n = 0;
	}
	return (long)size;
}

long console_output(int stream, const char *text, size_t size)
{
	const tcflag_t both = OPOST | ONLCR;

	if (stream_raw(stream) && (console_termios.c_oflag & both) == both)
		return output_processed(stream, text, size);
	return output_all(stream, text, size);
}
