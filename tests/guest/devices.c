/* SPDX-License-Identifier: ISC */
/*
 * The nodes in /dev and what lies behind them: null, zero, full, random, urandom; kinds,
 * numbers, links; what they refuse.
 */
#include "check.h"
#include <fcntl.h>
#include <linux/random.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

static bool all(const char *bytes, size_t size, char value)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

static void node(const char *path, unsigned major_number, unsigned minor_number)
{
	struct stat named, opened;

	CHECK(stat(path, &named) == 0);
	CHECK(S_ISCHR(named.st_mode) && (named.st_mode & 0666) == 0666);
	CHECK(major(named.st_rdev) == major_number);
	CHECK(minor(named.st_rdev) == minor_number);
	int file = open(path, O_RDWR | O_NOCTTY);
	CHECK(file >= 0 && fstat(file, &opened) == 0);
	CHECK(opened.st_ino == named.st_ino && opened.st_dev == named.st_dev);
	CHECK((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
	CHECK(close(file) == 0);
}

static void nodes(void)
{
	node("/dev/null", 1, 3);
	node("/dev/zero", 1, 5);
	node("/dev/full", 1, 7);
	node("/dev/random", 1, 8);
	node("/dev/urandom", 1, 9);
	struct stat status;
	CHECK(stat("/dev/tty", &status) == 0 && status.st_rdev == makedev(5, 0));
	CHECK(stat("/dev/shm", &status) == 0 && S_ISDIR(status.st_mode));
	CHECK((status.st_mode & 07777) == 01777);
	char text[64];
	CHECK(readlink("/dev/fd", text, sizeof text) == 13);
	CHECK(!memcmp(text, "/proc/self/fd", 13));
	CHECK(readlink("/dev/stdout", text, sizeof text) == 15);
	CHECK(!memcmp(text, "/proc/self/fd/1", 15));
	CHECK_FAILS(open("/dev/nothing", O_RDWR), ENOENT);
	CHECK_FAILS(open("/dev/null/x", O_RDWR), ENOTDIR);
	CHECK_FAILS(open("/dev/zero", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_FAILS(truncate("/dev/null", 0), EINVAL);
}

static void null(void)
{
	int file = open("/dev/null", O_RDWR | O_TRUNC | O_CREAT, 0600);
	char bytes[8] = "same";

	CHECK(read(file, bytes, sizeof bytes) == 0 && !strcmp(bytes, "same"));
	CHECK(write(file, "abc", 3) == 3);
	CHECK(write(file, (void *)16, 5) == 5); /* isn't looked at */
	CHECK(lseek(file, 77, SEEK_SET) == 0);
	CHECK(lseek(file, 0, SEEK_END) == 0);
	CHECK(pwrite(file, "abc", 3, 1000) == 3);
	CHECK_FAILS(ftruncate(file, 1), EINVAL);
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT};
	CHECK(poll(&entry, 1, 0) == 1 && entry.revents == (POLLIN | POLLOUT));
	CHECK_FAILS(ioctl(file, TIOCGWINSZ, bytes), ENOTTY);
	close(file);
	file = open("/dev/null", O_RDONLY);
	CHECK_FAILS(write(file, "x", 1), EBADF);
	close(file);
}

static void zero(void)
{
	static char bytes[3 << 20];
	int file = open("/dev/zero", O_RDWR);

	memset(bytes, 'x', sizeof bytes);
	CHECK(read(file, bytes, sizeof bytes - 1) == sizeof bytes - 1);
	CHECK(all(bytes, sizeof bytes - 1, 0) && bytes[sizeof bytes - 1] == 'x');
	memset(bytes, 'x', 100);
	struct iovec parts[] = {{bytes, 10}, {NULL, 0}, {bytes + 20, 1}, {bytes + 30, 9}};
	CHECK(readv(file, parts, 4) == 20);
	CHECK(all(bytes, 10, 0) && all(bytes + 10, 10, 'x') && bytes[20] == 0);
	CHECK(bytes[21] == 'x' && all(bytes + 30, 9, 0) && bytes[39] == 'x');
	CHECK_FAILS(read(file, (void *)16, 10), EFAULT);
	CHECK(read(file, bytes, 0) == 0);
	CHECK(pread(file, bytes, 100, 12345) == 100 && all(bytes, 100, 0));
	CHECK(lseek(file, 0, SEEK_CUR) == 0);
	CHECK(write(file, "abc", 3) == 3);
	close(file);
}

static void full(void)
{
	int file = open("/dev/full", O_RDWR);
	char bytes[16];

	memset(bytes, 'x', sizeof bytes);
	CHECK(read(file, bytes, 15) == 15 && all(bytes, 15, 0) && bytes[15] == 'x');
	CHECK_FAILS(write(file, "a", 1), ENOSPC);
	close(file);
	FILE *stream = fopen("/dev/full", "w");
	CHECK(stream && fputs("text", stream) >= 0);
	CHECK(fflush(stream) == EOF && errno == ENOSPC);
	fclose(stream);
}

static void random_bytes(const char *path, int polled)
{
	static unsigned char bytes[1000], again[1000];
	unsigned set = 0;
	int count = 0, file = open(path, O_RDWR);

	CHECK(read(file, bytes, sizeof bytes) == sizeof bytes);
	CHECK(read(file, again, sizeof again) == sizeof again);
	CHECK(memcmp(bytes, again, sizeof bytes));
	for (unsigned i = 0; i < sizeof bytes; i++)
		set += (unsigned)__builtin_popcount(bytes[i]);
	CHECK(set > 3500 && set < 4500);
	CHECK(write(file, bytes, sizeof bytes) == sizeof bytes);
	CHECK_FAILS(write(file, (void *)16, 5), EFAULT);
	CHECK_FAILS(read(file, (void *)16, 5), EFAULT);
	CHECK(ioctl(file, RNDGETENTCNT, &count) == 0 && count > 0);
	CHECK_FAILS(ioctl(file, TIOCGWINSZ, bytes), EINVAL);
	CHECK_FAILS(ioctl(file, RNDGETENTCNT, NULL), EFAULT);
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT};
	CHECK(poll(&entry, 1, 0) == 1 && entry.revents == polled);
	close(file);
}

/* Other nodes of the same numbers are the same devices. */
static void own_node(void)
{
	CHECK(mknod("/tmp/own-null", S_IFCHR | 0600, makedev(1, 3)) == 0);
	int file = open("/tmp/own-null", O_WRONLY);
	CHECK(file >= 0 && write(file, "abc", 3) == 3);
	close(file);
	CHECK(unlink("/tmp/own-null") == 0);
	CHECK(mknod("/tmp/own-nothing", S_IFCHR | 0600, makedev(240, 77)) == 0);
	CHECK_FAILS(open("/tmp/own-nothing", O_RDONLY), ENXIO);
	CHECK(unlink("/tmp/own-nothing") == 0);
}

int main(void)
{
	nodes();
	null();
	zero();
	full();
	random_bytes("/dev/random", POLLIN);
	random_bytes("/dev/urandom", POLLIN | POLLOUT);
	own_node();
	return check_result();
}
