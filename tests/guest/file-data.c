/* SPDX-License-Identifier: ISC */
/*
 * Contents: reading and writing at positions, vectors, appending, holes, sizes, space
 * that is allocated and given back; limits.
 * ways: process process2 microvm q35 kvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include <limits.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static char bytes[300000], other[300000];

static void positions(void)
{
	int file = open("p", O_CREAT | O_RDWR, 0600), copy;

	CHECK(write(file, "0123456789", 10) == 10 && lseek(file, 0, SEEK_CUR) == 10);
	CHECK(lseek(file, 3, SEEK_SET) == 3 && read(file, bytes, 4) == 4);
	CHECK(!memcmp(bytes, "3456", 4) && lseek(file, -2, SEEK_END) == 8);
	CHECK((copy = dup(file)) >= 0 && read(copy, bytes, 1) == 1 && *bytes == '8');
	CHECK(lseek(file, 0, SEEK_CUR) == 9 && close(copy) == 0);
	CHECK_FAILS(lseek(file, -1, SEEK_SET), EINVAL);
	CHECK_FAILS(lseek(file, 0, 99), EINVAL);
	CHECK_FAILS(lseek(99, 0, SEEK_SET), EBADF);
	CHECK_FAILS(write(file, (void *)16, 4), EFAULT);
	int left;
	CHECK(lseek(file, 4, SEEK_SET) == 4 && ioctl(file, FIONREAD, &left) == 0);
	CHECK(left == 6);
	CHECK(lseek(file, 100, SEEK_SET) == 100 && read(file, bytes, 1) == 0);
	CHECK(pread(file, bytes, 3, 5) == 3 && !memcmp(bytes, "567", 3));
	CHECK(pwrite(file, "ab", 2, 4) == 2 && lseek(file, 0, SEEK_CUR) == 100);
	CHECK_FAILS(pread(file, bytes, 1, -1), EINVAL);
	struct iovec vector[3] = {{bytes, 2}, {bytes + 10, 0}, {bytes + 20, 3}};
	CHECK(preadv(file, vector, 3, 1) == 5);
	CHECK(!memcmp(bytes, "12", 2) && !memcmp(bytes + 20, "3ab", 3));
	CHECK(syscall(SYS_preadv2, file, vector, 3, 0, 0, 0x40000000) == -1 &&
	      errno == EOPNOTSUPP);
	CHECK(close(file) == 0);
	CHECK((file = open("p", O_WRONLY | O_APPEND)) >= 0);
	CHECK(pwrite(file, "!", 1, 0) == 1); /* Linux appends all the same */
	CHECK(lseek(file, 0, SEEK_SET) == 0 && write(file, "?", 1) == 1);
	CHECK(lseek(file, 0, SEEK_CUR) == 12 && close(file) == 0);
	CHECK(file_is("p", "0123ab6789!?"));
}

static void large(void)
{
	int file = open("large", O_CREAT | O_RDWR, 0600);
	struct stat status;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 31 + i / 4096);
	CHECK(write(file, bytes, sizeof bytes) == (ssize_t)sizeof bytes);
	CHECK(pwrite(file, bytes + 7, 10000, 65530) == 10000);
	memcpy(bytes + 65530, bytes + 7, 10000);
	CHECK(pread(file, other, sizeof other, 0) == (ssize_t)sizeof other);
	CHECK(!memcmp(bytes, other, sizeof bytes));
	CHECK(fstat(file, &status) == 0 && status.st_blocks >= 300000 / 512);
	CHECK(fsync(file) == 0 && fdatasync(file) == 0 && syncfs(file) == 0);
	CHECK(posix_fadvise(file, 0, 0, POSIX_FADV_WILLNEED) == 0);
	CHECK(close(file) == 0);
}

static void holes(void)
{
	int file = open("holes", O_CREAT | O_RDWR, 0600);
	struct stat status;

	CHECK(ftruncate(file, 1ll << 40) == 0);
	CHECK(pwrite(file, "deep", 4, 1ll << 35) == 4);
	CHECK(fstat(file, &status) == 0 && status.st_size == 1ll << 40);
	CHECK(status.st_blocks <= 256);
	CHECK(pread(file, bytes, 100, (1ll << 35) - 50) == 100);
	for (int i = 0; i < 50; i++)
		CHECK(bytes[i] == 0);
	CHECK(!memcmp(bytes + 50, "deep", 4));
	off_t data = lseek(file, 0, SEEK_DATA);
	CHECK(data <= 1ll << 35 && data > (1ll << 35) - 100000);
	CHECK(lseek(file, 0, SEEK_HOLE) == 0);
	CHECK_FAILS(lseek(file, 1ll << 40, SEEK_DATA), ENXIO);
	CHECK(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (1ll << 35) - 1,
	                3) == 0);
	CHECK(pread(file, bytes, 4, 1ll << 35) == 4 && !memcmp(bytes, "\0\0ep", 4));
	CHECK(ftruncate(file, 10) == 0 && ftruncate(file, 20000) == 0);
	CHECK(lseek(file, 0, SEEK_END) == 20000);
	CHECK_FAILS(ftruncate(file, -1), EINVAL);
	CHECK_FAILS(fallocate(file, 0, -1, 1), EINVAL);
	CHECK_FAILS(fallocate(file, 0, 0, 0), EINVAL);
	CHECK_FAILS(fallocate(file, FALLOC_FL_PUNCH_HOLE, 0, 1), EOPNOTSUPP);
	CHECK(fallocate(file, 0, 0, 40000) == 0 && lseek(file, 0, SEEK_END) == 40000);
	CHECK(fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 80000) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_size == 40000);
	CHECK(status.st_blocks * 512 >= 80000);
	CHECK_FAILS(truncate("none", 5), ENOENT);
	CHECK_FAILS(truncate(".", 5), EISDIR);
	CHECK(truncate("holes", 5) == 0 && lseek(file, 0, SEEK_END) == 5);
	CHECK(close(file) == 0);
	file = open("holes", O_RDONLY);
	CHECK_FAILS(ftruncate(file, 0), EINVAL);
	CHECK_FAILS(fallocate(file, 0, 0, 1), EBADF);
	CHECK(close(file) == 0);
}

static void copies(void)
{
	int from = open("large", O_RDONLY), to = open("copy", O_CREAT | O_RDWR, 0600);
	off_t at = 5;
	loff_t in = 1000, out = 0;

	CHECK(sendfile(to, from, &at, 70000) == 70000 && at == 70005);
	CHECK(lseek(from, 0, SEEK_CUR) == 0 && lseek(to, 0, SEEK_CUR) == 70000);
	CHECK(sendfile(to, from, NULL, 10) == 10 && lseek(from, 0, SEEK_CUR) == 10);
	CHECK(pread(to, other, 70010, 0) == 70010);
	CHECK(lseek(to, 0, SEEK_SET) == 0);
	CHECK(copy_file_range(from, &in, to, &out, 5000, 0) == 5000);
	CHECK(in == 6000 && out == 5000);
	CHECK_FAILS(copy_file_range(from, &in, to, &out, 5000, 1), EINVAL);
	CHECK_FAILS(sendfile(from, to, NULL, 1), EBADF);
	CHECK_FAILS(sendfile(to, 99, NULL, 1), EBADF);
	int end = open("large", O_RDONLY);
	CHECK(pread(end, bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes);
	CHECK(pread(to, other, 5000, 0) == 5000 && !memcmp(other, bytes + 1000, 5000));
	CHECK(pread(to, other, 65000, 5000) == 65000 &&
	      !memcmp(other, bytes + 5005, 65000));
	CHECK(lseek(end, 0, SEEK_END) == 300000 && sendfile(to, end, NULL, 5) == 0);
	CHECK(close(end) == 0 && close(from) == 0 && close(to) == 0);
}

static volatile sig_atomic_t told;

static void handler(int signal)
{
	told = signal;
}

static void limits(void)
{
	struct rlimit before, limit;
	int file = open("limited", O_CREAT | O_RDWR, 0600);

	CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
	limit = before;
	limit.rlim_cur = 1000;
	signal(SIGXFSZ, handler);
	CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	CHECK(write(file, bytes, 1500) == 1000 && !told);
	CHECK_FAILS(write(file, bytes, 1), EFBIG);
	CHECK(told == SIGXFSZ);
	told = 0;
	CHECK_FAILS(ftruncate(file, 1001), EFBIG);
	CHECK(told == SIGXFSZ);
	CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
	CHECK(write(file, bytes, 1) == 1 && close(file) == 0);
}

int main(void)
{
	directory_begin();
	positions();
	large();
	holes();
	copies();
	limits();
	return directory_end();
}
