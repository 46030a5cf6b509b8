/* SPDX-License-Identifier: ISC */
/*
 * Errors of a disk as a program sees them. Its second megabyte can't be read; with
 * "flush" nor can it be written, and the first and third flush fail. Run by disk.t.
 */
#define _GNU_SOURCE
#include "../guest/check.h"
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MIB (1 << 20)

static char bytes[2 * MIB];

static void reading(int disk)
{
	for (int round = 0; round < 3; round++) {
		CHECK_FAILS(pread(disk, bytes, 512, MIB), EIO);
		CHECK_FAILS(pread(disk, bytes, 1, 2 * MIB - 1), EIO);
		/* what comes before is read, then the error */
		CHECK(pread(disk, bytes, 200000, MIB - 100000) == 100000);
		CHECK((unsigned char)bytes[99999] == 2047 % 251);
		CHECK(pread(disk, bytes, 2 * MIB, 0) == MIB);
		CHECK(pread(disk, bytes, 300, MIB - 100) == 100);
		CHECK(pread(disk, bytes, 512, 0) == 512 && bytes[0] == 0);
	}
	CHECK(lseek(disk, MIB - 512, SEEK_SET) == MIB - 512);
	CHECK(read(disk, bytes, 4096) == 512);
	CHECK_FAILS(read(disk, bytes, 4096), EIO);
	CHECK(lseek(disk, 0, SEEK_CUR) == MIB);
	/* a part of a block can't be written without it */
	CHECK_FAILS(pwrite(disk, "x", 1, MIB + 100), EIO);
}

/* Each open file is told once of a flush that failed. */
static void flushing(int disk)
{
	int other = open("/dev/vda", O_RDWR), third;

	CHECK_FAILS(pwrite(disk, bytes, 4096, MIB), EIO);
	CHECK(pwrite(disk, bytes, 512, 0) == 512);
	CHECK_FAILS(fsync(disk), EIO);
	CHECK_FAILS(fsync(other), EIO);
	CHECK(fsync(disk) == 0);
	CHECK(fsync(other) == 0);
	third = open("/dev/vda", O_RDWR);
	CHECK(fdatasync(third) == 0);
	CHECK(close(third) == 0 && close(other) == 0);
}

int main(int argc, char **argv)
{
	int disk = open("/dev/vda", O_RDWR);
	char byte;

	CHECK(disk >= 0);
	puts("ready");
	fflush(stdout);
	if (argc == 1)
		read(0, &byte, 1); /* the file is cut meanwhile */
	reading(disk);
	if (argc > 1)
		flushing(disk);
	return check_result();
}
