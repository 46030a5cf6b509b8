/* SPDX-License-Identifier: ISC */
/*
 * vfprintf(3), under the whole printf family. In place of musl's file of this name, for
 * its size: each image that prints has it.
 *
 * A format with numbered arguments (%1$d) is read twice, first without printing, to learn
 * the classes of the arguments, which can only be taken in their order. All integers and
 * pointers are taken as long, which is how the calling convention passes them, and
 * narrowed afterwards.
 */
#include "print.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#define FILL      32 /* padding is printed in pieces of this size */
#define POSITIONS 10 /* NL_ARGMAX, and 0 for no position */

enum class { NOTHING, INTEGER, DOUBLE, LONG_DOUBLE };

union argument {
	long integer;
	long double real;
};

/* Length modifiers, a bit each; up to PLAIN the size of the integer as well. */
#define LENGTH_HH    1
#define LENGTH_H     2
#define LENGTH_PLAIN 4
#define LENGTH_LL    8 /* and j, z, t */
#define LENGTH_L     16
#define LENGTH_LD    32

struct printer {
	FILE *file; /* NULL: only learn the classes */
	const char *at;
	va_list list;
	long count; /* printed so far */
	int numbered;
	unsigned char class[POSITIONS];
	union argument value[POSITIONS];
};

void __print_bytes(FILE *file, const char *bytes, long count)
{
	if (!ferror(file))
		__fwritex((const void *)bytes, count, file);
}

void __print_fill(FILE *file, int byte, long count)
{
	static const char blanks[] = "                ", zeros[] = "0000000000000000";

	for (; count > 0; count -= 16)
		__print_bytes(file, byte == '0' ? zeros : blanks,
		              count < 16 ? count : 16);
}

char *__print_digits(char *end, unsigned long value, unsigned base, int letter)
{
	for (; value; value /= base)
		*--end = "0123456789ABCDEF"[value % base] | (letter & 32);
	return end;
}

void __print_sign(struct field *field, int negative)
{
	if (negative || field->flags & (PRINT_PLUS | PRINT_BLANK))
		field->prefix[field->prefix_length++] = negative                    ? '-'
		                                        : field->flags & PRINT_PLUS ? '+'
		                                                                    : ' ';
}

long __print_begin(struct field *field, long length)
{
	long gap = field->width - field->prefix_length - length;

	if (length + field->prefix_length > INT_MAX)
		return -1;
	if (!(field->flags & (PRINT_LEFT | PRINT_ZERO)))
		__print_fill(field->file, ' ', gap);
	__print_bytes(field->file, field->prefix, field->prefix_length);
	if ((field->flags & (PRINT_LEFT | PRINT_ZERO)) == PRINT_ZERO)
		__print_fill(field->file, '0', gap);
	return 0;
}

long __print_end(struct field *field, long length)
{
	length += field->prefix_length;
	if (field->flags & PRINT_LEFT)
		__print_fill(field->file, ' ', field->width - length);
	return length > field->width ? length : field->width;
}

static long print_integer(struct field *field, unsigned long value)
{
	char digits[24], *end = digits + sizeof digits, *first;
	long zeros = 1;
	unsigned base = 10;

	if (field->letter == 'o')
		base = 8;
	if ((field->letter | 32) == 'x')
		base = 16;
	if (base == 16 && value && field->flags & PRINT_ALTERNATE) {
		field->prefix[0] = '0';
		field->prefix[1] = field->letter;
		field->prefix_length = 2;
	}
	if (field->precision >= 0) {
		field->flags &= ~PRINT_ZERO;
		zeros = field->precision;
	}
	first = __print_digits(end, value, base, field->letter);
	zeros -= end - first;
	if (zeros < 0)
		zeros = 0;
	if (base == 8 && !zeros && field->flags & PRINT_ALTERNATE)
		zeros = 1;
	if (__print_begin(field, zeros + (end - first)) < 0)
		return -1;
	__print_fill(field->file, '0', zeros);
	__print_bytes(field->file, first, end - first);
	return __print_end(field, zeros + (end - first));
}

/* `value` narrowed to the length, as the letter has it: signed for d and i. */
static long print_narrow(struct field *field, unsigned long value, int length)
{
	int unused = length < LENGTH_LL ? 64 - 8 * length : 0;

	value <<= unused;
	if (field->letter == 'd' || field->letter == 'i') {
		__print_sign(field, (long)value < 0);
		value = (long)value >> unused;
		return print_integer(field, (long)value < 0 ? -value : value);
	}
	return print_integer(field, value >> unused);
}

static long print_pointer(struct field *field, unsigned long value)
{
	field->letter = 'x';
	field->flags |= PRINT_ALTERNATE;
	if (field->precision >= 0 && field->precision < 16)
		field->precision = 16;
	return print_integer(field, value);
}

static long print_string(struct field *field, const char *string)
{
	long length;

	if (!string)
		string = "(null)";
	length = strnlen(string, field->precision < 0 ? SIZE_MAX : field->precision);
	if (__print_begin(field, length) < 0)
		return -1;
	__print_bytes(field->file, string, length);
	return __print_end(field, length);
}

/* The bytes of at most `limit` that wide characters have, printed where there is a file;
 * -2 for one that has no encoding. */
static long wide_bytes(FILE *file, const wchar_t *string, unsigned long limit)
{
	unsigned long length = 0;
	char bytes[MB_LEN_MAX];

	for (; *string; string++) {
		int count = wctomb(bytes, *string);
		if (count < 0)
			return -2;
		if (count > limit - length)
			break;
		if (file)
			__print_bytes(file, bytes, count);
		length += count;
	}
	return length;
}

static long print_wide(struct field *field, const wchar_t *string)
{
	long length;

	if (!string)
		string = L"(null)";
	length = wide_bytes(0, string, field->precision);
	if (length < 0)
		return length;
	if (__print_begin(field, length) < 0)
		return -1;
	wide_bytes(field->file, string, length);
	return __print_end(field, length);
}

static long print_text(struct field *field, union argument *argument, int length)
{
	wchar_t wide[2] = {argument->integer, 0};
	int letter = field->letter;

	field->flags &= ~PRINT_ZERO;
	if (length == LENGTH_L)
		letter &= ~32;
	if (letter == 'C')
		field->precision = -1;
	if (letter == 'c') {
		char byte = argument->integer;
		__print_begin(field, 1);
		__print_bytes(field->file, &byte, 1);
		return __print_end(field, 1);
	}
	if (letter == 'm')
		return print_string(field, strerror(errno));
	if (letter == 's')
		return print_string(field, (char *)argument->integer);
	return print_wide(field, letter == 'C' ? wide : (wchar_t *)argument->integer);
}

static void store_count(void *to, long count, int length)
{
	memcpy(to, &count, length < LENGTH_LL ? length : sizeof count);
}

/* Letters of conversions, in groups by their arguments and the length modifiers they
 * take. */
static const char letters[] = "diouxXnaefgAEFGcspCSm";
#define INTEGERS 6  /* places below: diouxX */
#define COUNTS   7  /* n */
#define REALS    15 /* aefgAEFG */
#define TEXTS    17 /* cs */

/* The place of a letter among them, -1: there is no such conversion with this length. */
static int find_letter(int letter, int length)
{
	const char *found = memchr(letters, letter, sizeof letters - 1);
	int place = found - letters, allowed = LENGTH_PLAIN;

	if (!found)
		return -1;
	if (place < COUNTS)
		allowed = LENGTH_LD - 1;
	else if (place < REALS)
		allowed = LENGTH_PLAIN | LENGTH_L | LENGTH_LD;
	else if (place < TEXTS)
		allowed = LENGTH_PLAIN | LENGTH_L;
	return allowed & length ? place : -1;
}

static int class_of(int place, int length)
{
	if (letters[place] == 'm')
		return NOTHING;
	if (place < COUNTS || place >= REALS)
		return INTEGER;
	return length == LENGTH_LD ? LONG_DOUBLE : DOUBLE;
}

static int read_length(const char **at)
{
	int length = LENGTH_PLAIN;
	char letter = **at;

	if (letter == 'L')
		length = LENGTH_LD;
	else if (letter == 'j' || letter == 'z' || letter == 't')
		length = LENGTH_LL;
	else if (letter == 'h')
		length = LENGTH_H;
	else if (letter == 'l')
		length = LENGTH_L;
	else
		return length;
	++*at;
	if (**at == letter && (letter == 'h' || letter == 'l')) {
		++*at;
		length >>= 1;
	}
	return length;
}

static void fetch(va_list *list, int class, union argument *to)
{
	if (class == INTEGER)
		to->integer = va_arg(*list, long);
	else if (class == DOUBLE)
		to->real = va_arg(*list, double);
	else if (class == LONG_DOUBLE)
		to->real = va_arg(*list, long double);
}

/* "N$" at the present place: N, and goes on behind it. */
static int read_position(struct printer *printer)
{
	int position = printer->at[0] - '0';

	if (position < 1 || position > 9 || printer->at[1] != '$')
		return 0;
	printer->at += 2;
	printer->numbered = 1;
	return position;
}

static void argument(struct printer *printer, int position, int class, union argument *to)
{
	if (position) {
		printer->class[position] = class;
		*to = printer->value[position];
	} else if (printer->file) {
		fetch(&printer->list, class, to);
	}
}

/* A width or precision: a number, which stays above INT_MAX where it gets there, or an
 * argument. */
static long read_number(struct printer *printer)
{
	long number = 0;

	if (*printer->at == '*') {
		union argument star = {0};
		printer->at++;
		argument(printer, read_position(printer), INTEGER, &star);
		return (int)star.integer;
	}
	for (; (unsigned)*printer->at - '0' < 10; printer->at++)
		if (number <= INT_MAX)
			number = number * 10 + *printer->at - '0';
	return number;
}

static void read_field(struct printer *printer, struct field *field)
{
	static const char flags[] = "#0- +'";
	const char *found;

	for (; *printer->at <= '0'; printer->at++) {
		found = memchr(flags, *printer->at, sizeof flags - 1);
		if (!found)
			break;
		field->flags |= 1u << (found - flags);
	}
	field->width = read_number(printer);
	if (field->width < 0) {
		field->flags |= PRINT_LEFT;
		field->width = -field->width;
	}
	field->precision = -1;
	if (*printer->at == '.') {
		printer->at++;
		field->precision = read_number(printer);
	}
}

static long print_field(struct printer *printer, struct field *field, int place,
                        int length, union argument *value)
{
	if (place < INTEGERS)
		return print_narrow(field, value->integer, length);
	if (place < COUNTS) {
		store_count((void *)value->integer, printer->count, length);
		return 0;
	}
	if (place < REALS)
		return __print_float(field, value->real);
	if (field->letter == 'p')
		return print_pointer(field, value->integer);
	return print_text(field, value, length);
}

/* The conversion behind a '%'. Bytes printed, or -1 with errno. */
static long print_conversion(struct printer *printer)
{
	struct field field = {printer->file};
	union argument value;
	int position = read_position(printer), place, class, length;
	long printed = -1;

	read_field(printer, &field);
	length = read_length(&printer->at);
	field.letter = *printer->at++;
	place = find_letter(field.letter, length);
	class = place < 0 ? NOTHING : class_of(place, length);
	if (place < 0 || (class == NOTHING && position)) {
		errno = EINVAL;
		return -1;
	}
	argument(printer, position, class, &value);
	if (!printer->file)
		return 0;
	if (field.width <= INT_MAX && field.precision <= INT_MAX)
		printed = print_field(printer, &field, place, length, &value);
	if (printed == -1)
		errno = EOVERFLOW;
	return printed;
}

/* The whole format. Bytes printed, or -1 with errno. Without a file it stops at the first
 * conversion that isn't numbered. */
static int print_format(struct printer *printer)
{
	for (;;) {
		const char *from = printer->at;
		long printed;
		while (*printer->at && *printer->at != '%')
			printer->at++;
		printed = printer->at - from;
		if (printer->at[0] && printer->at[1] == '%')
			printed++;
		if (printer->file)
			__print_bytes(printer->file, from, printed);
		printer->count += printed;
		if (!*printer->at)
			return printer->count;
		if (*++printer->at == '%') {
			printer->at++;
			continue;
		}
		printed = print_conversion(printer);
		if (printed < 0)
			return -1;
		if (!printer->file && !printer->numbered)
			return 0;
		printer->count += printed;
		if (printer->count > INT_MAX) {
			errno = EOVERFLOW;
			return -1;
		}
	}
}

/* Learn the classes of numbered arguments, and take them: none may be left out. */
static int take_numbered(struct printer *printer)
{
	int i;

	if (print_format(printer) < 0)
		return -1;
	for (i = 1; i < POSITIONS && printer->class[i]; i++)
		fetch(&printer->list, printer->class[i], &printer -> value[i]);
	for (; i < POSITIONS; i++)
		if (printer->class[i]) {
			errno = EINVAL;
			return -1;
		}
	return 0;
}

int vfprintf(FILE *restrict file, const char *restrict format, va_list list)
{
	struct printer printer; /* but for what is set here, filled before it is read */
	unsigned char buffer[80], *own_buffer = file->buf;
	int error, unbuffered, result = -1;

	printer.file = 0;
	printer.at = format;
	printer.count = printer.numbered = 0;
	memset(printer.class, NOTHING, sizeof printer.class);
	va_copy(printer.list, list);
	if (take_numbered(&printer) < 0)
		return -1;
	FLOCK(file);
	error = file->flags & F_ERR;
	if (file->mode < 1)
		file->flags &= ~F_ERR;
	unbuffered = !file->buf_size;
	if (unbuffered) {
		file->buf = buffer;
		file->buf_size = sizeof buffer;
		file->wpos = file->wbase = file->wend = 0;
	}
	printer.file = file;
	printer.at = format;
	printer.count = 0;
	if (file->wend || !__towrite(file))
		result = print_format(&printer);
	if (unbuffered) {
		file->write(file, 0, 0);
		if (!file->wpos)
			result = -1;
		file->buf = own_buffer;
		file->buf_size = 0;
		file->wpos = file->wbase = file->wend = 0;
	}
	if (file->flags & F_ERR)
		result = -1;
	file->flags |= error;
	FUNLOCK(file);
	va_end(printer.list);
	return result;
}
