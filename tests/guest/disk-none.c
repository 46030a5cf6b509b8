/* SPDX-License-Identifier: ISC */
/*
 * Without a disk there is no node for one, and one that the program makes can't be
 * opened, whatever its number.
 *
 * stdout: ^ok$
 */
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main(void)
{
	static const unsigned minors[] = {0, 1, 16, 96, 100000};

	CHECK_FAILS(open("/dev/vda", O_RDONLY), ENOENT);
	for (unsigned n = 0; n < sizeof minors / sizeof *minors; n++) {
		CHECK(mknod("/dev/disk", S_IFBLK | 0600, makedev(253, minors[n])) == 0);
		CHECK_FAILS(open("/dev/disk", O_RDONLY), ENXIO);
		CHECK(unlink("/dev/disk") == 0);
	}
	return check_result();
}
