/* SPDX-License-Identifier: ISC */
/*
 * Without a terminal, isatty says so; with a line of arguments for stdio's buffering that
 * follows from it, output and error keep their order within themselves.
 *
 * ways: process
 */
#include "check.h"
#include <unistd.h>

int main(void)
{
	CHECK(isatty(0) == 0 && isatty(1) == 0 && isatty(2) == 0);
	CHECK(isatty(77) == 0 && errno == EBADF);
	return check_result();
}
