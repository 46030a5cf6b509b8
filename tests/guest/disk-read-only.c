/* SPDX-License-Identifier: ISC */
/*
 * A disk that is only read, behind one that isn't: opening it to write succeeds, as on
 * Linux, and each change is refused.
 *
 * disk: 64K
 * disk: 1M:ro
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void)
{
	const int hole = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
	int disk = open("/dev/vdb", O_RDWR), first = open("/dev/vda", O_RDWR), value = 0;
	uint64_t size = 0, range[2] = {0, 4096};
	char bytes[1024];

	CHECK(disk >= 0 && first >= 0);
	CHECK(ioctl(first, BLKGETSIZE64, &size) == 0 && size == 64 << 10);
	CHECK(ioctl(disk, BLKGETSIZE64, &size) == 0 && size == 1 << 20);
	CHECK(ioctl(disk, BLKROGET, &value) == 0 && value == 1);
	CHECK(pread(disk, bytes, 1024, 512) == 1024);
	CHECK(bytes[0] == 1 && bytes[1023] == 2);
	CHECK_FAILS(pwrite(disk, bytes, 512, 0), EPERM);
	CHECK_FAILS(pwrite(disk, bytes, 1, 1 << 20), EPERM);
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, range), EPERM);
	CHECK_FAILS(fallocate(disk, hole, 0, 4096), EPERM);
	CHECK_FAILS(fallocate(disk, FALLOC_FL_ZERO_RANGE, 0, 4096), EPERM);
	CHECK(fsync(disk) == 0);
	CHECK(pread(disk, bytes, 512, 0) == 512 && bytes[0] == 0);

	value = 1;
	CHECK(ioctl(first, BLKROSET, &value) == 0);
	CHECK(ioctl(first, BLKROGET, &value) == 0 && value == 1);
	CHECK_FAILS(pwrite(first, bytes, 512, 0), EPERM);
	value = 0;
	CHECK(ioctl(first, BLKROSET, &value) == 0);
	CHECK(pwrite(first, bytes, 512, 0) == 512);
	return check_result();
}
