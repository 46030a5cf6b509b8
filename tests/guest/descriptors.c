/* SPDX-License-Identifier: ISC */
/*
 * Descriptors 0 to 2 are the console and nothing else is open; wrong descriptors and
 * wrong directions are EBADF, counts of zero and odd vectors work.
 */
#include "check.h"
#include <errno.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
	char byte;
	CHECK_FAILS(write(77, "x", 1), EBADF);
	CHECK_FAILS(write(-1, "x", 1), EBADF);
	CHECK_FAILS(read(77, &byte, 1), EBADF);
	CHECK_FAILS(close(77), EBADF);
	CHECK(write(1, "", 0) == 0);
	struct iovec parts[] = {{"one ", 4}, {NULL, 0}, {"two ", 4}, {"three\n", 6}};
	CHECK(writev(1, parts, 4) == 14);
	CHECK(writev(1, parts, 0) == 0);
	CHECK_FAILS(writev(1, parts, -1), EINVAL);
	CHECK_FAILS(writev(77, parts, 4), EBADF);
	struct stat status;
	CHECK(fstat(1, &status) == 0);
	CHECK_FAILS(fstat(77, &status), EBADF);
	/* as a process it may have been given a file */
	CHECK(lseek(0, 0, SEEK_CUR) == 0 || errno == ESPIPE);
	return check_result();
}
