/* SPDX-License-Identifier: ISC */
/*
 * Standard input that has ended from the start; the end stays the end.
 */
#include "check.h"
#include <unistd.h>

int main(void)
{
	char byte;
	CHECK(getchar() == EOF);
	CHECK(feof(stdin));
	CHECK(read(0, &byte, 1) == 0);
	CHECK(read(0, &byte, 1) == 0);
	return check_result();
}
