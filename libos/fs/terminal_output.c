/* SPDX-License-Identifier: ISC */
/*
 * The line discipline, its output side (termios(3), c_oflag), for pseudo terminals; the
 * console's is in console_output.c. Lock: the terminal's owner's.
 */
#include "terminal.h"

static bool output(const struct terminal *terminal, tcflag_t flag)
{
	return terminal->settings->c_oflag & flag;
}

static unsigned put_newline(struct terminal *terminal, char *to)
{
	bool both = output(terminal, ONLCR);

	if (both || output(terminal, ONLRET))
		terminal->column = 0;
	if (both)
		*to++ = '\r';
	*to = '\n';
	return both ? 2 : 1;
}

static unsigned put_return(struct terminal *terminal, char *to)
{
	if (output(terminal, ONOCR) && !terminal->column)
		return 0;
	if (output(terminal, OCRNL)) {
		*to = '\n';
		if (output(terminal, ONLRET))
			terminal->column = 0;
		return 1;
	}
	*to = '\r';
	terminal->column = 0;
	return 1;
}

static unsigned put_tab(struct terminal *terminal, char *to)
{
	unsigned spaces = 8 - terminal->column % 8;

	terminal->column += spaces;
	if ((terminal->settings->c_oflag & TABDLY) != XTABS) {
		*to = '\t';
		return 1;
	}
	memset(to, ' ', spaces);
	return spaces;
}

unsigned terminal_output(struct terminal *terminal, unsigned char byte, char *to)
{
	if (output(terminal, OPOST)) {
		if (byte == '\n')
			return put_newline(terminal, to);
		if (byte == '\r')
			return put_return(terminal, to);
		if (byte == '\t')
			return put_tab(terminal, to);
		if (output(terminal, OLCUC) && (unsigned)byte - 'a' < 26)
			byte ^= 32;
		terminal_written(terminal, (char *)&byte, 1);
	}
	*to = (char)byte;
	return 1;
}
