/* SPDX-License-Identifier: ISC */
/*
 * printf and scanf: widths, precisions, every integer size, floating point to the last
 * digit.
 */
#include "check.h"
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <wchar.h>

int main(void)
{
	printf("[%5d] [%-5d] [%05d] [%+d] [% d] [%x] [%#X] [%o]\n", 42, 42, 42, 42, 42,
	       255, 255, 8);
	printf("[%hhd] [%hd] [%ld] [%lld] [%zu] [%jd]\n", (signed char)-1, (short)-2,
	       LONG_MIN, LLONG_MAX, (size_t)-1, INTMAX_MIN);
	printf("[%c] [%10s] [%-10s] [%.2s] [%*.*s]\n", 'x', "right", "left", "cut", 6, 3,
	       "both");
	printf("[%f] [%.0f] [%.10f] [%e] [%g] [%g]\n", 3.14159, 2.5, 0.1, 12345.678, 1e-5,
	       1e20);
	printf("[%.17g] [%.20g] [%a]\n", 0.1, 1.0 / 3, 1.0);
	printf("[%f] [%F] [%g] [%g]\n", INFINITY, -INFINITY, DBL_MAX, DBL_MIN);
	printf("[%Lf] [%.20Lg]\n", 1.5L, 1.0L / 3);
	printf("[%%] [%p] [%ls]\n", (void *)0x1234, L"wide");
	char buffer[8];
	const char *volatile text = "longer than that";
	int length = snprintf(buffer, sizeof buffer, "%s", text);
	printf("%d <%s>\n", length, buffer);
	int i;
	unsigned u;
	double d;
	char word[10];
	CHECK(sscanf("-17 0xff 2.5e3 word", "%d %x %lf %9s", &i, &u, &d, word) == 4);
	CHECK(i == -17 && u == 255 && d == 2500.0 && strcmp(word, "word") == 0);
	CHECK(strtod("0x1.8p3", NULL) == 12.0);
	CHECK(strtod("179769313486231570815e288", NULL) == DBL_MAX);
	CHECK(isinf(strtod("1e400", NULL)) && errno == ERANGE);
	CHECK(strtoul("0777", NULL, 0) == 511);
	return check_result();
}
