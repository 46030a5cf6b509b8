/* SPDX-License-Identifier: ISC */
/*
 * Pipes with one thread: order of bytes, ends of either side, wrong uses, counts, slots
 * and what joins them, packets, bad pointers, vectors.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int *volatile nowhere = (int *)8;
static char bytes[70000], back[70000];
static volatile int broken;

static void on_pipe(int signal)
{
	broken += signal == SIGPIPE;
}

static int available(int file)
{
	int count = -1;
	CHECK(ioctl(file, FIONREAD, &count) == 0);
	return count;
}

static void basics(void)
{
	int p[2];
	struct stat in, out;

	CHECK(pipe(p) == 0);
	CHECK(p[0] == 3 && p[1] == 4);
	CHECK(write(p[1], "hello", 5) == 5);
	CHECK(available(p[0]) == 5 && available(p[1]) == 5);
	CHECK(read(p[0], back, 3) == 3 && !memcmp(back, "hel", 3));
	CHECK(write(p[1], " world", 6) == 6);
	CHECK(read(p[0], back, 100) == 8 && !memcmp(back, "lo world", 8));
	CHECK(read(p[0], back, 0) == 0 && write(p[1], "x", 0) == 0);
	CHECK(available(p[0]) == 0);
	CHECK_FAILS(read(p[1], back, 1), EBADF);
	CHECK_FAILS(write(p[0], back, 1), EBADF);
	CHECK_FAILS(lseek(p[0], 0, SEEK_CUR), ESPIPE);
	CHECK_FAILS(pread(p[0], back, 1, 0), ESPIPE);
	CHECK_FAILS(pwrite(p[1], back, 1, 0), ESPIPE);
	CHECK(fstat(p[0], &in) == 0 && fstat(p[1], &out) == 0);
	CHECK(S_ISFIFO(in.st_mode) && in.st_nlink == 1 && in.st_size == 0);
	CHECK((in.st_mode & 0777) == 0600 && in.st_blksize == 4096);
	CHECK(in.st_ino == out.st_ino && in.st_dev == out.st_dev);
	CHECK(fcntl(p[0], F_GETFL) == O_RDONLY && fcntl(p[1], F_GETFL) == O_WRONLY);
	CHECK(fcntl(p[0], F_GETFD) == 0);
	int other[2];
	CHECK(pipe(other) == 0 && fstat(other[0], &out) == 0);
	CHECK(in.st_ino != out.st_ino && in.st_dev == out.st_dev);
	close(other[0]);
	close(other[1]);
	close(p[0]);
	close(p[1]);
}

static void flags(void)
{
	int p[2] = {-5, -6};

	CHECK_FAILS(pipe2(p, O_APPEND), EINVAL);
	CHECK_FAILS(pipe2(p, ~0), EINVAL);
	CHECK(p[0] == -5 && p[1] == -6);
	CHECK_FAILS(pipe2(nowhere, 0), EFAULT);
	CHECK_FAILS(pipe2(nowhere, O_APPEND), EINVAL);
	CHECK(pipe2(p, O_CLOEXEC | O_NONBLOCK) == 0);
	CHECK(p[0] == 3 && p[1] == 4); /* what failed has left nothing open */
	CHECK(fcntl(p[0], F_GETFD) == FD_CLOEXEC && fcntl(p[1], F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(p[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
	CHECK(fcntl(p[1], F_GETFL) == (O_WRONLY | O_NONBLOCK));
	CHECK_FAILS(read(p[0], back, 1), EAGAIN);
	int on = 0;
	CHECK(ioctl(p[0], FIONBIO, &on) == 0 && fcntl(p[0], F_GETFL) == O_RDONLY);
	on = 1;
	CHECK(ioctl(p[0], FIONBIO, &on) == 0);
	CHECK(fcntl(p[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
	CHECK(ioctl(p[0], FIONCLEX) == 0 && fcntl(p[0], F_GETFD) == 0);
	CHECK(ioctl(p[0], FIOCLEX) == 0 && fcntl(p[0], F_GETFD) == FD_CLOEXEC);
	CHECK_FAILS(ioctl(77, FIOCLEX), EBADF);
	CHECK_FAILS(ioctl(p[0], FIONBIO, 8), EFAULT);
	CHECK_FAILS(ioctl(p[0], FIONREAD, 8), EFAULT);
	CHECK_FAILS(ioctl(p[0], TIOCGWINSZ, back), ENOTTY);
	CHECK(!isatty(p[0]));
	close(p[0]);
	close(p[1]);
}

static void ends(void)
{
	int p[2];

	signal(SIGPIPE, on_pipe);
	CHECK(pipe(p) == 0 && write(p[1], "last", 4) == 4 && close(p[1]) == 0);
	CHECK(read(p[0], back, 100) == 4);
	CHECK(read(p[0], back, 100) == 0 && read(p[0], back, 100) == 0);
	close(p[0]);
	CHECK(pipe(p) == 0 && write(p[1], "lost", 4) == 4 && close(p[0]) == 0);
	CHECK_FAILS(write(p[1], "x", 1), EPIPE);
	CHECK(broken == 1);
	CHECK(write(p[1], "x", 0) == 0 && broken == 1);
	signal(SIGPIPE, SIG_IGN);
	CHECK_FAILS(write(p[1], "x", 1), EPIPE);
	CHECK(broken == 1);
	close(p[1]);
	/* a copy of an end keeps it open */
	CHECK(pipe(p) == 0);
	int copy = dup(p[1]);
	CHECK(close(p[1]) == 0 && write(copy, "y", 1) == 1 && dup2(2, copy) == copy);
	CHECK(read(p[0], back, 9) == 1 && read(p[0], back, 9) == 0);
	close(copy);
	close(p[0]);
}

/* How much fits in pieces of a size. */
static long fill(int file, size_t piece)
{
	long total = 0, n;

	while ((n = write(file, bytes, piece)) > 0)
		total += n;
	CHECK(n == -1 && errno == EAGAIN);
	return total;
}

static long drain(int file, size_t piece)
{
	long total = 0, n;

	while ((n = read(file, back, piece)) > 0)
		total += n;
	return total;
}

static void slots(void)
{
	int p[2];

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(fill(p[1], 1) == 65536 && drain(p[0], 777) == 65536);
	CHECK(fill(p[1], 4096) == 65536 && drain(p[0], 4096) == 65536);
	CHECK(fill(p[1], 3000) == 16 * 3000 && drain(p[0], 1) == 16 * 3000);
	CHECK(fill(p[1], 70000) == 65536);
	CHECK_FAILS(write(p[1], bytes, 1), EAGAIN);
	/* room for a page comes with a page, not with a byte */
	CHECK(read(p[0], back, 1) == 1);
	CHECK_FAILS(write(p[1], bytes, 1), EAGAIN);
	CHECK(read(p[0], back, 4095) == 4095);
	CHECK(write(p[1], bytes, 8192) == 4096);
	CHECK(drain(p[0], 70000) == 65536);
	/* what doesn't fill a page joins the one before */
	CHECK(write(p[1], bytes, 100) == 100 && write(p[1], bytes, 3996) == 3996);
	CHECK(write(p[1], bytes, 4096 + 1) == 4097 && available(p[0]) == 8193);
	CHECK(fill(p[1], 4096) == (16 - 3) * 4096);
	close(p[0]);
	close(p[1]);
}

static void order(void)
{
	int p[2];
	size_t in = 0, out = 0;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	for (unsigned round = 1; out < sizeof bytes; round++) {
		size_t n = round * 7919 % 5000 + 1;
		if (n > sizeof bytes - in)
			n = sizeof bytes - in;
		long done = n ? write(p[1], bytes + in, n) : 0;
		if (done > 0)
			in += (size_t)done;
		done = read(p[0], back + out, round * 104729 % 6000 + 1);
		if (done > 0)
			out += (size_t)done;
	}
	CHECK(!memcmp(bytes, back, sizeof bytes));
	struct iovec from[3] = {{bytes, 5000}, {NULL, 0}, {bytes + 5000, 3}};
	struct iovec to[2] = {{back, 1}, {back + 100, 6000}};
	CHECK(writev(p[1], from, 3) == 5003);
	CHECK(readv(p[0], to, 2) == 5003);
	CHECK(back[0] == bytes[0] && !memcmp(back + 100, bytes + 1, 5002));
	close(p[0]);
	close(p[1]);
}

static void packets(void)
{
	int p[2];

	CHECK(pipe2(p, O_NONBLOCK | O_DIRECT) == 0);
	CHECK(fcntl(p[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
	CHECK(fcntl(p[1], F_GETFL) == (O_WRONLY | O_NONBLOCK | O_DIRECT));
	CHECK(write(p[1], "one", 3) == 3 && write(p[1], "three", 5) == 5);
	CHECK(read(p[0], back, 100) == 3);
	CHECK(read(p[0], back, 2) == 2 && !memcmp(back, "th", 2));
	CHECK_FAILS(read(p[0], back, 2), EAGAIN); /* the rest is gone */
	CHECK(write(p[1], bytes, 5000) == 5000);
	CHECK(read(p[0], back, 10000) == 4096 && read(p[0], back, 10000) == 904);
	CHECK(fill(p[1], 1) == 16);
	CHECK(drain(p[0], 10) == 16);
	/* a packet is one by the flag at its writing */
	CHECK(write(p[1], "a", 1) == 1);
	CHECK(fcntl(p[1], F_SETFL, O_NONBLOCK) == 0);
	CHECK(write(p[1], "b", 1) == 1 && write(p[1], "c", 1) == 1);
	CHECK(fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT) == 0);
	CHECK(write(p[1], "d", 1) == 1);
	CHECK(read(p[0], back, 9) == 1 && read(p[0], back, 9) == 3);
	CHECK(!memcmp(back, "bcd", 3));
	close(p[0]);
	close(p[1]);
}

static void sizes(void)
{
	int p[2];

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(fcntl(p[0], F_GETPIPE_SZ) == 65536 && fcntl(p[1], F_GETPIPE_SZ) == 65536);
	CHECK(fcntl(p[1], F_SETPIPE_SZ, 4097) == 8192);
	CHECK(fill(p[1], 1) == 8192);
	CHECK_FAILS(fcntl(p[0], F_SETPIPE_SZ, 4096), EBUSY);
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 1 << 20) == 1 << 20);
	CHECK(fcntl(p[0], F_GETPIPE_SZ) == 1 << 20);
	CHECK(fill(p[1], 65536) == (1 << 20) - 8192);
	CHECK(read(p[0], back, 5000) == 5000);
	CHECK_FAILS(fcntl(p[0], F_SETPIPE_SZ, 65536), EBUSY);
	CHECK(drain(p[0], 65536) == (1 << 20) - 5000);
	CHECK(write(p[1], bytes, 6000) == 6000);
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 8192) == 8192);
	CHECK(read(p[0], back, 9000) == 6000 && !memcmp(back, bytes, 6000));
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 0) == 4096);
	CHECK(fill(p[1], 100) == 4000 && drain(p[0], 3) == 4000);
	CHECK_FAILS(fcntl(p[0], F_SETPIPE_SZ, 0x80000001u), EINVAL);
	CHECK_FAILS(fcntl(p[0], F_SETPIPE_SZ, -1), EINVAL);
	CHECK_FAILS(fcntl(77, F_GETPIPE_SZ), EBADF);
	CHECK_FAILS(fcntl(p[0], F_GET_SEALS), EINVAL);
	close(p[0]);
	close(p[1]);
}

static void bad_pointers(void)
{
	int p[2];
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                  -1, 0);

	CHECK(page != MAP_FAILED && munmap(page + 4096, 4096) == 0);
	memset(page, 'p', 4096);
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK_FAILS(write(p[1], page + 4096, 1), EFAULT);
	CHECK(available(p[0]) == 0);
	CHECK_FAILS(write(p[1], page + 4090, 10), EFAULT);
	CHECK(write(p[1], "abcdefghij", 10) == 10);
	CHECK_FAILS(write(p[1], page + 4090, 10), EFAULT); /* it would have joined */
	CHECK_FAILS(read(p[0], page + 4096, 10), EFAULT);
	CHECK_FAILS(read(p[0], page + 4090, 10), EFAULT);
	CHECK(read(p[0], back, 100) == 10 && !memcmp(back, "abcdefghij", 10));
	CHECK_FAILS(read(p[0], page + 4096, 1), EAGAIN);
	CHECK(write(p[1], page, 4096) == 4096);
	CHECK(write(p[1], "z", 1) == 1);
	/* whole pages before the bad address are done */
	CHECK(read(p[0], page, 4096 + 1) == 4096);
	CHECK_FAILS(readv(p[0], (struct iovec *)(page + 4090), 1), EFAULT);
	CHECK(read(p[0], back, 9) == 1);
	close(p[0]);
	close(p[1]);
}

static void limits(void)
{
	int p[2], first, second = -1;

	for (first = dup(0); (second = dup(0)) >= 0;)
		;
	CHECK(errno == EMFILE);
	CHECK_FAILS(pipe(p), EMFILE);
	close(first);
	CHECK_FAILS(pipe(p), EMFILE);
	CHECK(dup(0) == first); /* one place is no room for two */
	for (int i = first; i < 2000; i++)
		close(i);
	for (int i = 0; i < 300; i++)
		CHECK(pipe(p) == 0);
	for (int i = 3; i < 603; i++)
		CHECK(close(i) == 0);
}

int main(void)
{
	basics();
	flags();
	ends();
	slots();
	order();
	packets();
	sizes();
	bad_pointers();
	limits();
	return check_result();
}
