/* SPDX-License-Identifier: ISC */
/*
 * memfd_create(2): flags and names, reading and writing, sizes, holes, and what else a
 * nameless file is.
 *
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u
#define MFD_EXEC        16u
#endif

#define PAGE 4096l

static char big[300000], back[300000];

static void test_create(void)
{
	char name[260];
	struct stat status;
	memset(name, 'n', sizeof name);
	name[250] = 0;
	CHECK_FAILS(memfd_create(name, 0), EINVAL);
	name[249] = 0;
	int file = memfd_create(name, 0);
	CHECK(file >= 0);
	CHECK(fcntl(file, F_GETFD) == 0);
	close(file);
	file = memfd_create("", MFD_CLOEXEC);
	CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC);
	CHECK((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
	CHECK(fstat(file, &status) == 0);
	CHECK(S_ISREG(status.st_mode) && (status.st_mode & 07777) == 0777);
	CHECK(status.st_nlink == 0 && status.st_size == 0 && status.st_blocks == 0);
	CHECK(status.st_uid == getuid());
	CHECK(fchmod(file, 0600) == 0 && fstat(file, &status) == 0);
	CHECK((status.st_mode & 07777) == 0600);
	close(file);
	CHECK_FAILS(memfd_create("a", 0x80), EINVAL);
	CHECK_FAILS(memfd_create("a", MFD_EXEC | MFD_NOEXEC_SEAL), EINVAL);
	CHECK_FAILS(memfd_create((char *)8, 0), EFAULT);
	file = memfd_create("a", MFD_NOEXEC_SEAL);
	CHECK(fstat(file, &status) == 0 && (status.st_mode & 07777) == 0666);
	CHECK_FAILS(fchmod(file, 0755), EPERM);
	CHECK(fchmod(file, 0600) == 0);
	close(file);
}

static void test_contents(void)
{
	int file = memfd_create("contents", 0);
	for (unsigned i = 0; i < sizeof big; i++)
		big[i] = (char)(i % 251 + i / 4096);
	CHECK(read(file, back, 10) == 0);
	CHECK(write(file, big, sizeof big) == sizeof big);
	CHECK(lseek(file, 0, SEEK_CUR) == sizeof big);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	CHECK(read(file, back, sizeof back) == sizeof back);
	CHECK(memcmp(big, back, sizeof big) == 0);
	CHECK(pread(file, back, 1000, 65000) == 1000);
	CHECK(memcmp(big + 65000, back, 1000) == 0);
	CHECK(pread(file, back, 1000, sizeof big - 10) == 10);
	CHECK(pread(file, back, 1000, sizeof big) == 0);
	struct iovec two[2] = {{"one", 3}, {"two!", 4}};
	CHECK(pwritev(file, two, 2, 4094) == 7);
	CHECK(pread(file, back, 7, 4094) == 7 && memcmp(back, "onetwo!", 7) == 0);
	CHECK_FAILS(lseek(file, -1, SEEK_SET), EINVAL);
	CHECK_FAILS(lseek(file, 0, 9), EINVAL);
	CHECK_FAILS(pread(file, back, 1, -1), EINVAL);
	CHECK_FAILS(write(file, (char *)8, 1), EFAULT);
	/* from where a page ends on there is nothing */
	char *edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(edge + PAGE, PAGE);
	memset(edge, 'e', PAGE);
	CHECK(pwrite(file, edge + PAGE - 5, 10, 10000) == 5);
	CHECK(pread(file, back, 6, 10000) == 6);
	CHECK(memcmp(back, "eeeee", 5) == 0 && back[5] == big[10005]);
	CHECK(pread(file, edge + PAGE - 5, 10, 0) == 5);
	close(file);
}

static void test_sizes(void)
{
	int file = memfd_create("sizes", 0);
	struct stat status;
	CHECK(ftruncate(file, 1l << 40) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_size == 1l << 40 &&
	      status.st_blocks == 0);
	CHECK(pwrite(file, "far", 3, (1l << 40) - 2) == 3);
	CHECK(lseek(file, 0, SEEK_END) == (1l << 40) + 1);
	CHECK(fstat(file, &status) == 0 && status.st_blocks == 16);
	CHECK(pread(file, back, 100, (1l << 40) - 10) == 11);
	CHECK(back[7] == 0 && memcmp(back + 8, "far", 3) == 0);
	CHECK(ftruncate(file, (1l << 40) - 1) == 0);
	CHECK(ftruncate(file, 1l << 40) == 0);
	CHECK(pread(file, back, 2, (1l << 40) - 2) == 2 && back[0] == 'f' && !back[1]);
	CHECK_FAILS(ftruncate(file, -1), EINVAL);
	CHECK(ftruncate(file, 0x7fffffffffffffff) == 0);
	CHECK_FAILS(pwrite(file, "x", 1, 0x7fffffffffffffff), EINVAL);
	CHECK(lseek(file, 0x7fffffffffffffff, SEEK_SET) == 0x7fffffffffffffff);
	CHECK_FAILS(read(file, big, 1), EINVAL);
	CHECK(ftruncate(file, 0) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_blocks == 0);
	close(file);
}

static void test_holes(void)
{
	int file = memfd_create("holes", 0);
	struct stat status;
	CHECK(ftruncate(file, 100 * PAGE) == 0);
	CHECK(pwrite(file, big, 2 * PAGE, 10 * PAGE) == 2 * PAGE);
	CHECK(pwrite(file, "x", 1, 50 * PAGE + 5) == 1);
	CHECK(lseek(file, 0, SEEK_DATA) == 10 * PAGE);
	CHECK(lseek(file, 10 * PAGE + 7, SEEK_DATA) == 10 * PAGE + 7);
	CHECK(lseek(file, 10 * PAGE, SEEK_HOLE) == 12 * PAGE);
	CHECK(lseek(file, 12 * PAGE, SEEK_DATA) == 50 * PAGE);
	CHECK(lseek(file, 50 * PAGE, SEEK_HOLE) == 51 * PAGE);
	CHECK(lseek(file, 60 * PAGE, SEEK_HOLE) == 60 * PAGE);
	CHECK_FAILS(lseek(file, 51 * PAGE, SEEK_DATA), ENXIO);
	CHECK_FAILS(lseek(file, 100 * PAGE, SEEK_HOLE), ENXIO);
	/* allocated is there, but no data */
	CHECK(fallocate(file, 0, 20 * PAGE + 1, PAGE) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_blocks == 5 * 8);
	CHECK(lseek(file, 12 * PAGE, SEEK_DATA) == 50 * PAGE);
	CHECK(fallocate(file, FALLOC_FL_KEEP_SIZE, 100 * PAGE, 3 * PAGE) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_size == 100 * PAGE &&
	      status.st_blocks == 8 * 8);
	CHECK(fallocate(file, 0, 100 * PAGE, 2 * PAGE) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_size == 102 * PAGE);
	CHECK(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 10 * PAGE + 100,
	                2 * PAGE) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_blocks == 7 * 8);
	CHECK(pread(file, back, 3 * PAGE, 10 * PAGE) == 3 * PAGE);
	CHECK(memcmp(back, big, 100) == 0 && back[100] == 0 && back[2 * PAGE - 1] == 0);
	CHECK_FAILS(fallocate(file, FALLOC_FL_PUNCH_HOLE, 0, PAGE), EOPNOTSUPP);
	CHECK_FAILS(fallocate(file, 0, 0, 0), EINVAL);
	CHECK_FAILS(fallocate(file, 0, -1, 10), EINVAL);
	CHECK_FAILS(fallocate(file, 0, PAGE, 0x7fffffffffffffff), EFBIG);
	CHECK(ftruncate(file, 102 * PAGE) == 0); /* gives up what is behind the end */
	CHECK(fstat(file, &status) == 0 && status.st_blocks == 6 * 8);
	close(file);
}

/* What has been deleted shows up in no other file. */
static void test_again(void)
{
	for (int round = 0; round < 30; round++) {
		int file = memfd_create("old", 0), other = memfd_create("new", 0);
		memset(big, 'o', sizeof big);
		CHECK(write(file, big, sizeof big) == sizeof big);
		close(file);
		CHECK(ftruncate(other, sizeof back) == 0);
		CHECK(pwrite(other, "n", 1, 5 + 7000 * round) == 1);
		CHECK(pread(other, back, sizeof back, 0) == sizeof back);
		unsigned sum = 0;
		for (unsigned i = 0; i < sizeof back; i++)
			sum += (unsigned char)back[i];
		CHECK(sum == 'n');
		close(other);
	}
}

int main(void)
{
	test_create();
	test_contents();
	test_sizes();
	test_holes();
	test_again();
	return check_result();
}
