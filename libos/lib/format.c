/* SPDX-License-Identifier: ISC */
/*
 * Text from numbers, for log lines and crash reports. Just what they need of printf.
 * No state, no lock.
 */
#include "libos.h"

struct output {
	char *to;
	size_t size, length;
};

static void put(struct output *output, char byte)
{
	if (output->length + 1 < output->size)
		output->to[output->length++] = byte;
}

static void put_text(struct output *output, const char *text)
{
	while (*text)
		put(output, *text++);
}

static void put_number(struct output *output, uint64_t value, unsigned base)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		put(output, digits[--n]);
}

static uint64_t next_number(va_list *list, bool wide, bool is_signed)
{
	if (wide)
		return va_arg(*list, uint64_t);
	if (is_signed)
		return (uint64_t)(int64_t)va_arg(*list, int);
	return va_arg(*list, unsigned);
}

/* One conversion; `text` is behind the '%'. Returns its last character. */
static const char *convert(struct output *output, const char *text, va_list *list)
{
	bool wide = *text == 'l';

	if (wide)
		text++;
	if (*text == 's') {
		put_text(output, va_arg(*list, const char *));
		return text;
	}
	uint64_t value = next_number(list, wide, *text == 'd');
	if (*text == 'd' && (int64_t)value < 0) {
		put(output, '-');
		value = -value;
	}
	if (*text == 'x')
		put_text(output, "0x");
	put_number(output, value, *text == 'x' ? 16 : 10);
	return text;
}

size_t format_list(char *to, size_t size, const char *text, va_list arguments)
{
	struct output output = {to, size, 0};
	va_list list;

	va_copy(list, arguments);
	for (; *text; text++) {
		if (*text == '%')
			text = convert(&output, text + 1, &list);
		else
			put(&output, *text);
	}
	va_end(list);
	to[output.length] = 0;
	return output.length;
}

size_t format(char *to, size_t size, const char *text, ...)
{
	va_list list;

	va_start(list, text);
	size_t length = format_list(to, size, text, list);
	va_end(list);
	return length;
}
