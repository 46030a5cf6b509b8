/* SPDX-License-Identifier: ISC */
/*
 * The device node of a disk: reads, writes and seeks of any size up to its end,
 * O_DIRECT's rules, ioctl(2), fallocate(2), flushes.
 *
 * disk: 1M
 * disk-has: 698 \001\001partx\001
 * disk-has: 524288 in pieces
 * disk-has: 1048573 end
 * disk-has: 65535 \177\000\000
 * disk-has: 73727 \000\220
 * disk-has: 131072 dddd
 * stdout: ^ok$
 * limit: 240
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SIZE (1 << 20)

static char bytes[SIZE + 4096] __attribute__((aligned(4096)));

static uint8_t first(long position)
{
	return (uint8_t)(position / 512 % 251);
}

static int wrong(const char *at, long position, long size)
{
	int count = 0;

	for (long n = 0; n < size; n++)
		count += (uint8_t)at[n] != first(position + n);
	return count;
}

static void reading(int disk)
{
	struct iovec vector[3] = {{bytes, 100}, {bytes + 1000, 0}, {bytes + 2000, 1900}};

	CHECK(read(disk, bytes, 512) == 512);
	CHECK(wrong(bytes, 0, 512) == 0);
	CHECK(read(disk, bytes, 1000) == 1000);
	CHECK(wrong(bytes, 512, 1000) == 0);
	CHECK(lseek(disk, 0, SEEK_CUR) == 1512);
	CHECK(readv(disk, vector, 3) == 2000);
	CHECK(wrong(bytes, 1512, 100) == 0 && wrong(bytes + 2000, 1612, 1900) == 0);
	CHECK(pread(disk, bytes, 1, SIZE - 1) == 1);
	CHECK(wrong(bytes, SIZE - 1, 1) == 0);
	CHECK(pread(disk, bytes, 10, SIZE - 3) == 3);
	CHECK(pread(disk, bytes, 10, SIZE) == 0);
	CHECK(pread(disk, bytes, 10, 1l << 40) == 0);
	CHECK(pread(disk, bytes, 0, 0) == 0);
	CHECK(pread(disk, bytes, SIZE + 4096, 0) == SIZE);
	CHECK(wrong(bytes, 0, SIZE) == 0);
	CHECK(pread(disk, bytes, SIZE, 777) == SIZE - 777);
	CHECK(wrong(bytes, 777, SIZE - 777) == 0);
	CHECK_FAILS(pread(disk, NULL, 512, 0), EFAULT);
	CHECK_FAILS(pread(disk, bytes, 512, -1), EINVAL);
}

static void seeking(int disk)
{
	CHECK(lseek(disk, 0, SEEK_END) == SIZE);
	CHECK(read(disk, bytes, 1) == 0);
	CHECK(lseek(disk, -512, SEEK_END) == SIZE - 512);
	CHECK(read(disk, bytes, 4096) == 512);
	CHECK_FAILS(lseek(disk, 1, SEEK_END), EINVAL);
	CHECK_FAILS(lseek(disk, SIZE + 1, SEEK_SET), EINVAL);
	CHECK_FAILS(lseek(disk, -1, SEEK_SET), EINVAL);
	CHECK_FAILS(lseek(disk, 0, SEEK_DATA), EINVAL);
	CHECK(lseek(disk, SIZE, SEEK_SET) == SIZE);
}

static void writing(int disk)
{
	CHECK(pwrite(disk, "part", 4, 700) == 4);
	CHECK(pwrite(disk, "x", 1, 704) == 1);
	CHECK(pread(disk, bytes, 1024, 512) == 1024);
	CHECK(memcmp(bytes + 188, "partx", 5) == 0);
	CHECK(wrong(bytes, 512, 188) == 0 && wrong(bytes + 193, 705, 831) == 0);

	memcpy(bytes, "in pieces", 9);
	CHECK(lseek(disk, 1 << 19, SEEK_SET) == 1 << 19);
	CHECK(write(disk, bytes, 3) == 3);
	CHECK(write(disk, bytes + 3, 200001) == 200001);
	CHECK(lseek(disk, 0, SEEK_CUR) == (1 << 19) + 200004);

	CHECK(pwrite(disk, "end and more", 12, SIZE - 3) == 3);
	CHECK_FAILS(pwrite(disk, "x", 1, SIZE), ENOSPC);
	CHECK_FAILS(pwrite(disk, "x", 1, 1l << 40), ENOSPC);
	CHECK(pwrite(disk, "x", 0, SIZE) == 0);
	CHECK_FAILS(pwrite(disk, NULL, 512, 0), EFAULT);
	CHECK(pread(disk, bytes, 512, 0) == 512 && wrong(bytes, 0, 512) == 0);
}

/* What can be read of the program's bytes is written, and counts. */
static void bad_bytes(int disk)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                  -1, 0);

	memset(page, 'b', 4096);
	munmap(page + 4096, 4096);
	CHECK(pwrite(disk, page + 4096 - 700, 4096, 300000) == 700);
	CHECK(pread(disk, bytes, 702, 299999) == 702);
	CHECK(wrong(bytes, 299999, 1) == 0 && bytes[1] == 'b' && bytes[700] == 'b' &&
	      wrong(bytes + 701, 300700, 1) == 0);
	CHECK(pread(disk, page + 4096 - 700, 4096, 4096) == 700);
	CHECK(wrong(page + 4096 - 700, 4096, 700) == 0);
	CHECK_FAILS(pwrite(disk, page + 4096, 4096, 0), EFAULT);
	munmap(page, 4096);
}

static void direct(void)
{
	int disk = open("/dev/vda", O_RDWR | O_DIRECT);
	struct iovec crooked[2] = {{bytes, 512}, {bytes + 1024 + 8, 512}},
	             straight[2] = {{bytes, 512}, {bytes + 2048, 1024}},
	             halves[2] = {{bytes, 256}, {bytes + 512, 256}};

	CHECK(disk >= 0);
	CHECK(pread(disk, bytes, 4096, 512) == 4096);
	CHECK_FAILS(pread(disk, bytes, 4096, 100), EINVAL);
	CHECK_FAILS(pread(disk, bytes, 100, 0), EINVAL);
	CHECK_FAILS(pread(disk, bytes + 8, 512, 0), EINVAL);
	CHECK_FAILS(preadv(disk, crooked, 2, 0), EINVAL);
	CHECK_FAILS(preadv(disk, halves, 2, 0), EINVAL);
	CHECK(preadv(disk, straight, 2, 0) == 1536);
	CHECK(pread(disk, bytes, 4096, SIZE - 512) == 512);
	CHECK(pread(disk, bytes, 512, SIZE) == 0);
	CHECK_FAILS(pwrite(disk, bytes, 100, 0), EINVAL);
	CHECK_FAILS(pwrite(disk, bytes + 100, 512, 0), EINVAL);
	CHECK_FAILS(pwrite(disk, bytes, 512, 2), EINVAL);
	CHECK_FAILS(pwrite(disk, bytes, 512, SIZE), ENOSPC);
	memset(bytes, 'd', 4096);
	CHECK(pwrite(disk, bytes, 4096, 131072) == 4096);
	memset(bytes, 0, 4096);
	CHECK(pread(disk, bytes, 4096, 131072) == 4096 && bytes[4095] == 'd');
	CHECK(fsync(disk) == 0);
	CHECK(close(disk) == 0);
}

static void controls(int disk)
{
	uint64_t size = 0, range[2] = {512, 512};
	unsigned long sectors = 0;
	unsigned int physical = 0;
	int block = 0, read_only = 1;
	struct hd_geometry geometry;

	CHECK(ioctl(disk, BLKGETSIZE64, &size) == 0 && size == SIZE);
	CHECK(ioctl(disk, BLKGETSIZE, &sectors) == 0 && sectors == SIZE / 512);
	CHECK(ioctl(disk, BLKSSZGET, &block) == 0 && block == 512);
	CHECK(ioctl(disk, BLKPBSZGET, &physical) == 0 && physical == 512);
	CHECK(ioctl(disk, BLKBSZGET, &block) == 0 && block == 4096);
	CHECK(ioctl(disk, BLKROGET, &read_only) == 0 && read_only == 0);
	CHECK(ioctl(disk, BLKFLSBUF, 0) == 0);
	CHECK(ioctl(disk, HDIO_GETGEO, &geometry) == 0 && geometry.heads);
	CHECK_FAILS(ioctl(disk, HDIO_GETGEO, NULL), EINVAL);
	CHECK_FAILS(ioctl(disk, BLKGETSIZE64, NULL), EFAULT);
	CHECK_FAILS(ioctl(disk, 0x12345678, &size), ENOTTY);

	range[0] = 65536;
	range[1] = 4096;
	CHECK(ioctl(disk, BLKZEROOUT, range) == 0);
	CHECK(pread(disk, bytes, 6144, 65536 - 1024) == 6144);
	CHECK(wrong(bytes, 65536 - 1024, 1024) == 0);
	CHECK(bytes[1024] == 0 && bytes[1024 + 4095] == 0);
	CHECK(wrong(bytes + 5120, 65536 + 4096, 1024) == 0);
	range[0] = 100;
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, range), EINVAL);
	CHECK_FAILS(ioctl(disk, BLKDISCARD, range), EINVAL);
	range[0] = SIZE;
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, range), EINVAL);
	CHECK_FAILS(ioctl(disk, BLKDISCARD, range), EINVAL);
	range[0] = SIZE - 512;
	range[1] = 1024;
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, range), EINVAL);
	CHECK_FAILS(ioctl(disk, BLKDISCARD, range), EINVAL);
	range[1] = -1024ull;
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, range), EINVAL);
	CHECK_FAILS(ioctl(disk, BLKDISCARD, range), EINVAL);
	range[0] = 196608;
	range[1] = 65536;
	CHECK(ioctl(disk, BLKDISCARD, range) == 0);
	CHECK_FAILS(ioctl(disk, BLKDISCARD, NULL), EFAULT);
	CHECK_FAILS(ioctl(disk, BLKZEROOUT, NULL), EFAULT);
}

static void allocating(int disk)
{
	const int hole = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;

	CHECK(fallocate(disk, FALLOC_FL_ZERO_RANGE, 69632, 2048) == 0);
	CHECK(fallocate(disk, hole, 71680, 2048) == 0);
	CHECK(pread(disk, bytes, 8192, 65536) == 8192);
	for (int n = 0; n < 8192; n++)
		if (bytes[n]) {
			CHECK(bytes[n] == 0);
			break;
		}
	CHECK_FAILS(fallocate(disk, 0, 0, 4096), EOPNOTSUPP);
	CHECK_FAILS(fallocate(disk, FALLOC_FL_COLLAPSE_RANGE, 0, 4096), EOPNOTSUPP);
	CHECK_FAILS(fallocate(disk, hole, 100, 512), EINVAL);
	CHECK_FAILS(fallocate(disk, hole, 512, 100), EINVAL);
	CHECK_FAILS(fallocate(disk, hole, SIZE, 512), EINVAL);
	CHECK_FAILS(fallocate(disk, FALLOC_FL_ZERO_RANGE, SIZE - 512, 1024), EINVAL);
	CHECK_FAILS(ftruncate(disk, 0), EINVAL);
	CHECK_FAILS(ftruncate(disk, SIZE * 2), EINVAL);
}

static void opening(void)
{
	int first_one = open("/dev/vda", O_RDWR | O_EXCL), other;
	struct stat status;
	uint64_t range[2] = {0, 512};

	CHECK(first_one >= 0);
	CHECK_FAILS(open("/dev/vda", O_RDONLY | O_EXCL), EBUSY);
	other = open("/dev/vda", O_RDONLY);
	CHECK(other >= 0);
	CHECK_FAILS(write(other, bytes, 512), EBADF);
	CHECK_FAILS(ioctl(other, BLKDISCARD, range), EBADF);
	CHECK_FAILS(ioctl(other, BLKZEROOUT, range), EBADF);
	CHECK_FAILS(fallocate(other, FALLOC_FL_ZERO_RANGE, 0, 512), EBADF);
	CHECK(fsync(other) == 0);
	CHECK(close(other) == 0 && close(first_one) == 0);
	first_one = open("/dev/vda", O_RDONLY | O_EXCL);
	CHECK(first_one >= 0 && close(first_one) == 0);
	other = open("/dev/vda", O_WRONLY | O_TRUNC | O_APPEND | O_SYNC);
	CHECK(other >= 0);
	CHECK_FAILS(read(other, bytes, 1), EBADF);
	CHECK(write(other, bytes, 0) == 0);
	CHECK(close(other) == 0);
	CHECK(stat("/dev/vda", &status) == 0);
	CHECK(S_ISBLK(status.st_mode) && status.st_size == 0);
	CHECK_FAILS(open("/dev/vdb", O_RDONLY), ENOENT);
}

int main(void)
{
	int disk = open("/dev/vda", O_RDWR);

	CHECK(disk >= 0);
	reading(disk);
	seeking(disk);
	writing(disk);
	bad_bytes(disk);
	direct();
	controls(disk);
	allocating(disk);
	opening();
	CHECK(fsync(disk) == 0);
	CHECK(fdatasync(disk) == 0);
	CHECK(close(disk) == 0);
	return check_result();
}
