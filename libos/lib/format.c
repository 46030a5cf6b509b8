/* SPDX-License-Identifier: ISC */
/*
 * Text from numbers, for log lines and crash reports. Just what they need of printf.
 * No state, no lock.
 */
#include "libos.h"

struct output {
	char *at, *last; /* the next byte, and where the NUL must be at the latest */
};

static void put(struct output *output, char byte)
{
	if (output->at < output->last)
		*output->at++ = byte;
}

static void put_text(struct output *output, const char *text)
{
	while (*text)
		put(output, *text++);
}

static void put_number(struct output *output, uint64_t value, unsigned base)
{
	char digits[21], *digit = digits + sizeof digits - 1;

	*digit = 0;
	do {
		*--digit = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	put_text(output, digit);
}

static void put_value(struct output *output, char kind, uint64_t value)
{
	if (kind == 'd' && (int64_t)value < 0) {
		put(output, '-');
		value = -value;
	}
	if (kind == 'x')
		put_text(output, "0x");
	put_number(output, value, kind == 'x' ? 16 : 10);
}

size_t format_list(char *to, size_t size, const char *text, va_list list)
{
	struct output output = {to, to + size - 1};

	for (; *text; text++) {
		if (*text != '%') {
			put(&output, *text);
		} else if (*++text == 's') {
			put_text(&output, va_arg(list, const char *));
		} else {
			text++;
			put_value(&output, *text, va_arg(list, uint64_t));
		}
	}
	*output.at = 0;
	return (size_t)(output.at - to);
}

size_t format(char *to, size_t size, const char *text, ...)
{
	va_list list;

	va_start(list, text);
	size_t length = format_list(to, size, text, list);
	va_end(list);
	return length;
}
