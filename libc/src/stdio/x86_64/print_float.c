/* SPDX-License-Identifier: ISC */
/*
 * The conversions a, e, f and g of printf, exact for every long double and in every
 * rounding mode. Called by vfprintf.c.
 *
 * A number m * 2^e is an integer times a power of ten: m * 2^e for e >= 0, else m * 5^-e
 * * 10^e. That integer is multiplied out in limbs of nine digits, turned into a string of
 * digits, cut and rounded there, and printed; digits beyond the string are zeros.
 */
#include "../print.h"
#include <limits.h>
#include <stdint.h>
#include <string.h>

#define LIMB 1000000000u
#define BIAS (16383 + 63) /* of the exponent, with the mantissa as an integer */

union real {
	long double value;
	struct {
		uint64_t mantissa;
		uint16_t exponent; /* bit 15: the sign */
	};
};

/* Digits without zeros at either end; digit[i] has the weight base^(place - i). */
struct number {
	char *digit;
	long count, place;
	int negative;
	char last; /* the largest digit: '9', 'f' or 'F' */
};

/* value / LIMB by its reciprocal, for values below 2^63: compilers for size would divide,
 * and nearly all of the time goes here. */
static uint64_t over_limb(uint64_t value)
{
	return (unsigned __int128)(value >> 9) * 0x44b82fa09b5a53 >> 75;
}

/* Multiply the limbs from *first to `end`, most significant first, and add `carry`. The
 * new first limb; the number may grow to the front. */
static uint32_t *multiply(uint32_t *first, uint32_t *end, uint32_t factor, uint64_t carry)
{
	for (uint32_t *limb = end; limb > first;) {
		carry += (uint64_t) * --limb * factor;
		*limb = carry % LIMB;
		carry /= LIMB;
	}
	for (; carry; carry /= LIMB)
		*--first = carry % LIMB;
	return first;
}

/* Divide the limbs from `first` to `end` by 2^bits, at most 9, which leaves no rest
 * beyond one more limb. A leading limb that becomes 0 goes, and the last one where there
 * is no room. The new end. */
static uint32_t *halve(uint32_t *first, uint32_t *end, uint32_t *limit, int bits)
{
	uint32_t *to = first, rest = 0;

	for (uint32_t *limb = first; limb < end; limb++) {
		uint32_t above = (*limb >> bits) + rest;
		rest = (LIMB >> bits) * (*limb & ((1u << bits) - 1));
		if (above || to > first)
			*to++ = above;
	}
	if (rest && to < limit)
		*to++ = rest;
	return to;
}

/* Limbs that the number needs. From 1 up: three for the mantissa, one for each 29 bits.
 * Below: one for each 12 bits, which add 0.7 digits each, but no more than what is
 * printed (20 digits before the point) and four beyond that, by which only a tie looks
 * like one. */
static long limbs(int exponent, long precision)
{
	long all = 7 - exponent / 12, printed = 8 + (precision + 20) / 9;

	if (exponent >= 0)
		return 4 + exponent / 29;
	return all < printed ? all : printed;
}

/* Decimal digits of mantissa * 2^exponent from space[1] on. The limbs lie at the end of
 * the space and are overwritten from the front, which is safe with nine bytes for each.
 */
static void decimal(struct number *number, uint32_t *space, uint32_t *base,
                    uint32_t *limit, uint64_t mantissa, int exponent)
{
	uint32_t *end = exponent < 0 ? base + 3 : limit;
	uint32_t *first = multiply(end, end, 0, mantissa);
	char *to = (char *)space + 1;

	while (exponent > 0) {
		int bits = exponent < 29 ? exponent : 29;
		first = multiply(first, end, 1u << bits, 0);
		exponent -= bits;
	}
	number->place = 9 * (end - first) - 1;
	for (; exponent < 0; exponent += 9) {
		int bits = exponent > -9 ? -exponent : 9;
		if (!(*first >> bits))
			number->place -= 9;
		end = halve(first, end, limit, bits);
	}
	number->digit = to;
	for (; first < end; to += 9) {
		uint32_t limb = *first++;
		for (int i = 9; i--; limb /= 10)
			to[i] = '0' + limb % 10;
	}
	number->count = to - number->digit;
	for (; number->count && *number->digit == '0'; number->count--, number->place--)
		number->digit++;
}

/* Hexadecimal digits, the first one 1, from space[1] on. */
static void hexadecimal(struct number *number, char *space, uint64_t mantissa)
{
	int small = number->last & 32;

	number->digit = space + 1;
	number->count = 17;
	space[1] = '1';
	for (int i = 2; i < 18; i++, mantissa <<= 4)
		space[i] = "0123456789ABCDEF"[mantissa >> 59 & 15] | small;
}

static void strip_zeros(struct number *number)
{
	while (number->count && number->digit[number->count - 1] == '0')
		number->count--;
}

/* Whether cutting off all but `keep` digits rounds away from zero: asks the processor,
 * with a number whose last bit is the last digit's parity and a part of that bit's
 * weight. */
static int rounds_up(const struct number *number, long keep)
{
	char half = number->last == '9' ? '5' : '8';
	int quarters = 1, odd = 0;
	long double unit, part;

	if (keep >= 0 && number->digit[keep] >= half)
		quarters =
		        number->digit[keep] == half && keep + 1 == number->count ? 2 : 3;
	if (keep > 0)
		odd = (number->digit[keep - 1] + (number->digit[keep - 1] > '9')) & 1;
	unit = 0x1p62L + odd * 0.5L;
	part = quarters * 0.125L;
	if (number->negative) {
		unit = -unit;
		part = -part;
	}
	return unit + part != unit;
}

/* Round to the first `keep` digits, which may be none or fewer than none. */
static void round_digits(struct number *number, long keep)
{
	int up;

	if (keep >= number->count)
		return;
	up = rounds_up(number, keep);
	number->count = keep < 0 ? 0 : keep;
	if (!up) {
		strip_zeros(number);
		return;
	}
	while (number->count && number->digit[number->count - 1] == number->last)
		number->count--;
	if (number->count) {
		char *digit = &number->digit[number->count - 1];
		*digit = *digit == '9' ? number->last - 5 : *digit + 1;
	} else {
		*--number->digit = '1';
		number->count = 1;
		number->place += 1 - (keep < 0 ? keep : 0);
	}
}

/* Print the digits `from` up to `to`; those outside of the string are zeros. */
static void print_digits(FILE *file, const struct number *number, long from, long to)
{
	long middle = to < number->count ? to : number->count;

	if (from < 0) {
		__print_fill(file, '0', (to < 0 ? to : 0) - from);
		from = 0;
	}
	if (from < middle) {
		__print_bytes(file, number->digit + from, middle - from);
		from = middle;
	}
	__print_fill(file, '0', to - from);
}

/* Print the rounded number with the precision behind the point: as it is, or with one
 * digit before the point, `letter` and the exponent. */
static long print_number(struct field *field, const struct number *number, int fixed,
                         int letter, long exponent)
{
	char text[8], *end = text + sizeof text, *suffix = end;
	long from = 0, point = 1, length;
	int dot = field->precision > 0 || field->flags & PRINT_ALTERNATE;

	if (fixed) {
		from = number->place < 0 ? number->place : 0;
		point = number->place + 1;
	} else {
		suffix = __print_digits(end, exponent < 0 ? -exponent : exponent, 10, 0);
		while (end - suffix < ((letter | 32) == 'p' ? 1 : 2))
			*--suffix = '0';
		*--suffix = exponent < 0 ? '-' : '+';
		*--suffix = letter;
	}
	length = point - from + dot + field->precision + (end - suffix);
	if (__print_begin(field, length) < 0)
		return -1;
	print_digits(field->file, number, from, point);
	__print_bytes(field->file, ".", dot);
	print_digits(field->file, number, point, point + field->precision);
	__print_bytes(field->file, suffix, end - suffix);
	return __print_end(field, length);
}

/* %a: the exponent is a power of two. */
static long print_hexadecimal(struct field *field, struct number *number,
                              uint64_t mantissa, long exponent)
{
	char space[18];
	int shift;

	field->prefix[field->prefix_length++] = '0';
	field->prefix[field->prefix_length++] = field->letter + ('x' - 'a');
	number->last = field->letter + ('f' - 'a');
	number->place = 0;
	if (mantissa) {
		shift = __builtin_clzll(mantissa);
		hexadecimal(number, space, mantissa << shift);
		exponent += 63 - shift;
		strip_zeros(number);
	} else {
		number->count = exponent = 0;
	}
	if (field->precision < 0)
		field->precision = number->count ? number->count - 1 : 0;
	round_digits(number, field->precision + 1);
	return print_number(field, number, 0, field->letter + ('p' - 'a'), exponent);
}

/* %g: the shorter of %e and %f, without zeros at the end. */
static int general(struct field *field, struct number *number)
{
	long digits = field->precision ? field->precision : 1, needed;
	int fixed;

	round_digits(number, digits);
	fixed = number->place >= -4 && number->place < digits;
	field->precision = digits - 1 - (fixed ? number->place : 0);
	needed = number->count - 1 - (fixed ? number->place : 0);
	if (needed < 0)
		needed = 0;
	if (!(field->flags & PRINT_ALTERNATE) && needed < field->precision)
		field->precision = needed;
	return fixed;
}

static long print_decimal(struct field *field, struct number *number, uint64_t mantissa,
                          int exponent)
{
	int letter = field->letter | 32, fixed = letter == 'f';
	long precision = field->precision < 0 ? 6 : field->precision;
	long room = limbs(exponent, precision), words = 9 * room / 4 + 2;
	uint32_t space[words];

	number->last = '9';
	decimal(number, space, space + words - room, space + words, mantissa, exponent);
	strip_zeros(number);
	if (!number->count)
		number->place = 0;
	field->precision = precision;
	if (letter == 'g')
		fixed = general(field, number);
	else
		round_digits(number, field->precision + 1 + (fixed ? number->place : 0));
	return print_number(field, number, fixed,
	                    (field->letter & ~32) == 'G' ? field->letter - 2
	                                                 : field->letter,
	                    number->place);
}

static long print_special(struct field *field, const char *name)
{
	char text[3];

	for (int i = 0; i < 3; i++)
		text[i] = name[i] & ~(~field->letter & 32);
	field->flags &= ~PRINT_ZERO;
	__print_begin(field, 3);
	__print_bytes(field->file, text, 3);
	return __print_end(field, 3);
}

long __print_float(struct field *field, long double value)
{
	union real real = {value};
	struct number number = {.negative = real.exponent >> 15};
	uint64_t mantissa = real.mantissa;
	int exponent = real.exponent & 0x7fff;

	__print_sign(field, number.negative);
	if (exponent == 0x7fff)
		return print_special(field, mantissa << 1 ? "nan" : "inf");
	exponent = (exponent ? exponent : 1) - BIAS;
	if ((field->letter | 32) == 'a')
		return print_hexadecimal(field, &number, mantissa, exponent);
	if (!mantissa)
		exponent = 0;
	while (exponent < 0 && !(mantissa & 1)) {
		mantissa >>= 1;
		exponent++;
	}
	return print_decimal(field, &number, mantissa, exponent);
}
