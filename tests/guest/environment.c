/* SPDX-License-Identifier: ISC */
/*
 * Variables given with -e arrive, and setenv and its relatives work on them.
 *
 * env: GREETING=good morning
 * env: EMPTY=
 * env: PAIR=a=b
 */
#include "check.h"
#include <stdlib.h>

int main(void)
{
	printf("GREETING is <%s>\n", getenv("GREETING"));
	printf("EMPTY is <%s>\n", getenv("EMPTY"));
	printf("PAIR is <%s>\n", getenv("PAIR"));
	CHECK(getenv("ABSENT") == NULL);
	CHECK(setenv("GREETING", "good night", 0) == 0);
	CHECK(strcmp(getenv("GREETING"), "good morning") == 0);
	CHECK(setenv("GREETING", "good night", 1) == 0);
	CHECK(strcmp(getenv("GREETING"), "good night") == 0);
	CHECK(unsetenv("GREETING") == 0);
	CHECK(getenv("GREETING") == NULL);
	CHECK_FAILS(setenv("A=B", "x", 1), EINVAL);
	return check_result();
}
