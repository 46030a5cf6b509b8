/* SPDX-License-Identifier: ISC */
/*
 * Options for the core on the command line: words of the form name=value. The line comes
 * from the monitor; it was copied, cut to its page and ended with a NUL at boot.
 */
#include "boot.h"
#include "core.h"

const char *option(const char *name, unsigned n)
{
	size_t length = strlen(name);
	for (const char *word = command_line; *word;) {
		if (memcmp(word, name, length) == 0 && n-- == 0)
			return word + length;
		while (*word && *word != ' ')
			word++;
		while (*word == ' ')
			word++;
	}
	return NULL;
}

static int digit(char c, unsigned base)
{
	int value = c >= '0' && c <= '9'   ? c - '0'
	            : c >= 'a' && c <= 'f' ? c - 'a' + 10
	            : c >= 'A' && c <= 'F' ? c - 'A' + 10
	                                   : 99;
	return value < (int)base ? value : -1;
}

uint64_t option_number(const char **text)
{
	const char *at = *text;
	unsigned base = 10;
	uint64_t value = 0;
	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	for (int d; (d = digit(*at, base)) >= 0; at++)
		value = value * base + (unsigned)d;
	unsigned shift = *at == 'K' ? 10 : *at == 'M' ? 20 : *at == 'G' ? 30 : 0;
	if (shift) {
		value <<= shift;
		at++;
	}
	*text = at;
	return value;
}
