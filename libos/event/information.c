/* SPDX-License-Identifier: ISC */
/*
 * Lines of /proc/self/fdinfo (information.h). No lock.
 */
#include "event/information.h"

#define DIGITS 64 /* of any number in any base, and of any width */

static void put(struct lines *lines, const char *from, size_t size)
{
	if (size > lines->size - lines->length)
		size = lines->size - lines->length;
	memcpy(lines->to + lines->length, from, size);
	lines->length += size;
}

void lines_text(struct lines *lines, const char *text)
{
	put(lines, text, strlen(text));
}

void lines_number(struct lines *lines, uint64_t value, unsigned base, unsigned width,
                  char fill)
{
	char digits[DIGITS];
	unsigned at = DIGITS;

	do
		digits[--at] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (DIGITS - at < width)
		digits[--at] = fill;
	put(lines, digits + at, DIGITS - at);
}
