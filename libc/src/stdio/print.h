/* SPDX-License-Identifier: ISC */
/*
 * Formatted output: what vfprintf.c and the conversion of floating-point numbers share.
 * The caller has locked the stream.
 */
#ifndef PRINT_H
#define PRINT_H

#include "stdio_impl.h"

/* Flags of a conversion, by their place in "#0- +'". */
#define PRINT_ALTERNATE 1u
#define PRINT_ZERO      2u
#define PRINT_LEFT      4u
#define PRINT_BLANK     8u
#define PRINT_PLUS      16u

/* One conversion of the format while it is printed. */
struct field {
	FILE *file;
	long width, precision; /* precision below 0: none was given */
	unsigned flags;
	int letter;
	int prefix_length;
	char prefix[3]; /* sign, 0x */
};

/* The sign that a signed conversion begins with. */
hidden void __print_sign(struct field *field, int negative);

/* Begin a field whose text after the prefix has `length` bytes, end it. The length of the
 * whole, or -1 when it can't be represented as int (nothing is printed then). */
hidden long __print_begin(struct field *field, long length);
hidden long __print_end(struct field *field, long length);

hidden void __print_bytes(FILE *file, const char *bytes, long count);
hidden void __print_fill(FILE *file, int byte, long count); /* ' ' or '0' */

/* Write the digits of a number before `end`; none for 0. Returns the first. */
hidden char *__print_digits(char *end, unsigned long value, unsigned base, int letter);

/* A floating-point conversion: a, e, f, g or one of the capitals. */
hidden long __print_float(struct field *field, long double value);

#endif
