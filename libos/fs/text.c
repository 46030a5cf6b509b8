/* SPDX-License-Identifier: ISC */
/*
 * Text that grows (text.h).
 */
#include "fs/text.h"
#include "mem/heap.h"

#define FIRST_SIZE 1024

static bool grow(struct text *text, size_t least)
{
	size_t size = text->size ? text->size * 2 : FIRST_SIZE;
	char *bytes;

	while (size < least)
		size *= 2;
	bytes = text->failed ? NULL : heap_allocate(size);
	text->failed = !bytes;
	if (!bytes)
		return false;
	memcpy(bytes, text->bytes, text->length);
	heap_free(text->bytes, text->size);
	text->bytes = bytes;
	text->size = size;
	return true;
}

void text_add(struct text *text, const char *bytes, size_t size)
{
	if (text->length + size > text->size && !grow(text, text->length + size))
		return;
	memcpy(text->bytes + text->length, bytes, size);
	text->length += size;
}

static void put_number(struct text *text, uint64_t value, unsigned base, bool negative,
                       unsigned width, char fill)
{
	char digits[24], *digit = digits + sizeof digits;

	do {
		*--digit = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (negative)
		*--digit = '-';
	for (size_t n = (size_t)(digits + sizeof digits - digit); n < width; n++)
		text_add(text, &fill, 1);
	text_add(text, digit, (size_t)(digits + sizeof digits - digit));
}

/* What stands behind a %; where it goes on. */
static const char *put_value(struct text *text, const char *what, va_list *list)
{
	char fill = *what == '0' ? '0' : ' ';
	unsigned width = 0;

	for (; (unsigned)(*what - '0') < 10; what++)
		width = 10 * width + (unsigned)(*what - '0');
	if (*what == 's') {
		const char *string = va_arg(*list, const char *);
		text_add(text, string, strlen(string));
	} else if (*what == 'c') {
		char byte = (char)va_arg(*list, int);
		text_add(text, &byte, 1);
	} else {
		uint64_t value = va_arg(*list, uint64_t);
		bool negative = *++what == 'd' && (int64_t)value < 0;
		unsigned base = *what == 'x' ? 16 : *what == 'o' ? 8 : 10;
		put_number(text, negative ? -value : value, base, negative, width, fill);
	}
	return what + 1;
}

void text_put(struct text *text, const char *what, ...)
{
	va_list list;

	va_start(list, what);
	while (*what) {
		size_t n = 0;
		while (what[n] && what[n] != '%')
			n++;
		text_add(text, what, n);
		what += n;
		if (*what)
			what = put_value(text, what + 1, &list);
	}
	va_end(list);
}

void text_pad(struct text *text, size_t from, size_t length)
{
	while (text->length < from + length && !text->failed)
		text_add(text, " ", 1);
}

void text_free(struct text *text)
{
	heap_free(text->bytes, text->size);
	*text = (struct text){0};
}
