/* SPDX-License-Identifier: ISC */
/*
 * Formats random numbers in random ways and prints the results, one a line: printf.t
 * compares those of an image with those of plain musl. Arguments: the seed and the count
 * of lines.
 */
#include <errno.h>
#include <fenv.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ROOM 700

static uint64_t state;
static char text[ROOM];

static uint64_t random_bits(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1du;
}

static unsigned below(unsigned limit)
{
	return (random_bits() >> 32) % limit;
}

static double random_double(void)
{
	uint64_t bits = random_bits();
	double value;

	switch (below(6)) {
	case 0:
		return (double)(int64_t)(bits >> below(64)) / (1 << below(20));
	case 1:
		return (int)below(20001) / 1000.0 - 10;
	case 2: /* a decimal tie now and then */
		return (below(2000) + 0.5) / (1 << below(8));
	case 3:
		return (double[]){0.0,
		                  -0.0,
		                  INFINITY,
		                  -INFINITY,
		                  NAN,
		                  5e-324,
		                  1.7976931348623157e308,
		                  9.995,
		                  999999.5}[below(9)];
	case 4:
		bits = (bits & 0x800fffffffffffffu) | (uint64_t)(1023 - 60 + below(120))
		                                              << 52;
		/* fall through */
	default:
		memcpy(&value, &bits, sizeof value);
		return value != value ? NAN : value;
	}
}

static long double random_long_double(void)
{
	if (below(3) == 0)
		return random_double();
	return ldexpl((long double)(random_bits() | 1ull << 63),
	              (int)below(32800) - 16500) *
	       (below(2) ? 1 : -1);
}

/* "%", flags, width, precision. */
static char *random_start(char *format, int precisions)
{
	*format++ = '%';
	for (const char *flag = "#0- +"; *flag; flag++)
		if (below(4) == 0)
			*format++ = *flag;
	if (below(3) == 0)
		format += sprintf(format, "%u", below(below(10) ? 30 : 400));
	if (below(3))
		format += sprintf(format, below(8) ? ".%u" : ".",
		                  below(below(10) ? 20 : precisions));
	return format;
}

static int random_integer(char *format)
{
	static const char *const lengths[] = {"hh", "h", "", "l", "ll", "j", "z", "t"};
	uint64_t value = random_bits() >> below(64);
	char *end = random_start(format, 60);

	if (below(10) == 0)
		value = 0;
	if (below(3) == 0)
		value = -value;
	sprintf(end, "%s%c|%%d", lengths[below(8)], "diouxX"[below(6)]);
	return snprintf(text, ROOM, format, value, 42);
}

static int random_real(char *format)
{
	char letter = "aefgAEFG"[below(8)];
	char *end = random_start(format, 600);

	fesetround((int[]){FE_TONEAREST, FE_TONEAREST, FE_UPWARD, FE_DOWNWARD,
	                   FE_TOWARDZERO}[below(5)]);
	if (below(3) == 0 && (letter | 32) != 'a') {
		sprintf(end, "L%c", letter);
		return snprintf(text, ROOM, format, random_long_double());
	}
	sprintf(end, "%c", letter);
	return snprintf(text, ROOM, format, random_double());
}

static int random_text(char *format)
{
	static const char *const strings[] = {"", "a", "seed",
	                                      "a much longer piece of text", NULL};
	char *end = random_start(format, 10);

	switch (below(5)) {
	case 0:
		sprintf(end, "c%%%%");
		return snprintf(text, ROOM, format, 'A' + below(26));
	case 1:
		sprintf(end, "m.");
		errno = below(40);
		return snprintf(text, ROOM, format);
	case 2: /* musl leaves out the padding after the flag 0 */
		if (memchr(format, '0', end - format))
			end = format + 1;
		sprintf(end, "ls");
		return snprintf(text, ROOM, format, below(3) ? L"wide" : L"");
	case 3:
		sprintf(end, "p");
		return snprintf(text, ROOM, format,
		                (void *)(uintptr_t)(random_bits() >> below(65)));
	default:
		sprintf(end, "s");
		return snprintf(text, ROOM, format, strings[below(5)]);
	}
}

static void line(const char *format, int result)
{
	fesetround(FE_TONEAREST);
	printf("%s %d %s\n", format, result, text);
}

#define TRY(...)                                                                      \
	do {                                                                          \
		errno = 0;                                                            \
		int result_ = snprintf(text, ROOM, __VA_ARGS__);                      \
		printf("%s: %d, errno %d: %s\n", #__VA_ARGS__, result_, errno, text); \
	} while (0)

/* The parts that random formats don't reach. */
static void particular(void)
{
	int n = 0;
	long ln = 0;
	signed char hhn[2] = {0, 55};

	TRY("%2$s %1$d %2$s", 7, "x");
	TRY("%2$*1$d|%3$.*1$f", 6, 9, 1.5);
	TRY("%1$s %3$s", "a", "b", "c");
	TRY("%3$g %2$Lg %1$lld", 1ll, 2.0L, 3.0);
	TRY("%*d|%-*d|%.*d", 5, 1, -5, 2, -3, 3);
	TRY("%.*s|%.0d|%+.0d|%#.0o|%#.0x", 2, "abc", 0, 0, 0, 0);
	TRY("abc%nde%ln%hhn", &n, &ln, hhn);
	printf("%d %ld %d %d\n", n, ln, hhn[0], hhn[1]);
	TRY("%y", 1);
	TRY("%hs", "x");
	TRY("%Ld", 1);
	TRY("%llf", 1.0);
	TRY("%", 1);
	TRY("one %d %k", 1);
	TRY("%99999999999d", 1);
	TRY("%.2147483647f", 1.0);
	TRY("%2147483648d", 1);
	TRY("%ls", (wchar_t[]){'a', 0x10ffff + 1, 0});
	TRY("%lc%C", (wint_t)'x', (wint_t)'y');
	TRY("100%%%%%d%%", 5);
	TRY("%'d % +d %- 5d|%+ d", 1234567, 1, 2, 3);
	TRY("%.600f", 1e-300);
	TRY("%.0f %.0f %.0f %.0f %#.0f %.0e", 0.5, 1.5, 2.5, 3.5, 4.0, 15.0);
	TRY("%g %g %g %#g %g %g", 100000.0, 1000000.0, 1e-4, 1.0, 1e-5, 0.0);
	TRY("%.3g %.10g %.0g %#.3g", 999.9, 0.1, 0.06, 1.0);
	TRY("%a %.0a %.1a %.20a %A", 1.0, 1.5, 1.96875, 3.14, -0.1);
}

int main(int argc, char **argv)
{
	char format[64];
	long count;

	if (argc != 3)
		return 2;
	state = strtoull(argv[1], NULL, 10) * 2 + 1;
	count = strtol(argv[2], NULL, 10);
	particular();
	for (long i = 0; i < count; i++) {
		memset(text, 0, sizeof text);
		switch (below(5)) {
		case 0:
			line(format, random_integer(format));
			break;
		case 1:
			line(format, random_text(format));
			break;
		default:
			line(format, random_real(format));
		}
	}
	return 0;
}
