/* SPDX-License-Identifier: ISC */
/*
 * splice(2), tee(2), vmsplice(2): between pipes, from and to files with and without
 * positions, what is there and no more, waiting, wrong uses.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

static int a[2], b[2];
static char bytes[70000], back[70000];
static char folder[] = "/tmp/splice.XXXXXX", name[40];

static void open_pipes(int flags)
{
	CHECK(pipe2(a, flags) == 0 && pipe2(b, flags) == 0);
}

static void close_pipes(void)
{
	close(a[0]);
	close(a[1]);
	close(b[0]);
	close(b[1]);
}

static int available(int file)
{
	int count = -1;
	CHECK(ioctl(file, FIONREAD, &count) == 0);
	return count;
}

static bool read_is(int file, const char *expected, size_t size)
{
	size_t done = 0;
	long n;

	while (done < size && (n = read(file, back + done, size - done)) > 0)
		done += (size_t)n;
	return done == size && !memcmp(back, expected, size);
}

static void between_pipes(void)
{
	open_pipes(O_NONBLOCK);
	CHECK(write(a[1], "hello world", 11) == 11);
	CHECK(splice(a[0], NULL, b[1], NULL, 5, 0) == 5);
	CHECK(available(a[0]) == 6 && read_is(b[0], "hello", 5));
	CHECK(splice(a[0], NULL, b[1], NULL, 100, SPLICE_F_MOVE) == 6);
	CHECK(available(a[0]) == 0 && read_is(b[0], " world", 6));
	CHECK_FAILS(splice(a[0], NULL, b[1], NULL, 100, 0), EAGAIN);
	for (int i = 0; i < 16; i++)
		CHECK(write(a[1], bytes + i * 4096, 4096) == 4096);
	CHECK(splice(a[0], NULL, b[1], NULL, 70000, 0) == 65536);
	CHECK(write(a[1], "x", 1) == 1);
	CHECK_FAILS(splice(a[0], NULL, b[1], NULL, 1, 0), EAGAIN); /* no room */
	CHECK(available(a[0]) == 1);
	CHECK(read_is(b[0], bytes, 65536));
	/* moved bytes are as good as written ones */
	CHECK(splice(a[0], NULL, b[1], NULL, 1, 0) == 1 && write(b[1], "y", 1) == 1);
	CHECK(read_is(b[0], "xy", 2));
	close(a[1]);
	CHECK(splice(a[0], NULL, b[1], NULL, 10, 0) == 0); /* the end */
	close_pipes();
}

static void tees(void)
{
	open_pipes(O_NONBLOCK);
	CHECK_FAILS(tee(a[0], b[1], 10, 0), EAGAIN);
	CHECK(write(a[1], "hello", 5) == 5);
	CHECK(tee(a[0], b[1], 3, 0) == 3 && tee(a[0], b[1], 100, 0) == 5);
	CHECK(available(a[0]) == 5 && read_is(b[0], "helhello", 8));
	CHECK(read_is(a[0], "hello", 5));
	CHECK(write(a[1], bytes, 65536) == 65536);
	CHECK(tee(a[0], b[1], 100000, 0) == 65536);
	CHECK(read_is(a[0], bytes, 65536) && read_is(b[0], bytes, 65536));
	CHECK(tee(a[0], b[1], 0, 0) == 0);
	CHECK_FAILS(tee(a[0], a[1], 10, 0), EINVAL);
	CHECK_FAILS(tee(a[0], b[1], 10, 16), EINVAL);
	CHECK_FAILS(tee(a[1], b[1], 10, 0), EBADF);
	CHECK_FAILS(tee(a[0], b[0], 10, 0), EBADF);
	CHECK_FAILS(tee(99, b[1], 10, 0), EBADF);
	int file = open(name, O_RDWR);
	CHECK_FAILS(tee(file, b[1], 10, 0), EINVAL);
	CHECK_FAILS(tee(a[0], file, 10, 0), EINVAL);
	close(file);
	close(a[1]);
	CHECK(tee(a[0], b[1], 10, 0) == 0);
	close_pipes();
}

static void files(void)
{
	int file = open(name, O_RDWR);
	loff_t at = 10;

	open_pipes(O_NONBLOCK);
	CHECK(write(file, bytes, 50000) == 50000);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	CHECK(splice(file, NULL, a[1], NULL, 20000, 0) == 20000);
	CHECK(lseek(file, 0, SEEK_CUR) == 20000 && read_is(a[0], bytes, 20000));
	CHECK(splice(file, &at, a[1], NULL, 100, 0) == 100 && at == 110);
	CHECK(lseek(file, 0, SEEK_CUR) == 20000 && read_is(a[0], bytes + 10, 100));
	at = 49990;
	CHECK(splice(file, &at, a[1], NULL, 100, 0) == 10 && at == 50000);
	CHECK(splice(file, &at, a[1], NULL, 100, 0) == 0 && at == 50000);
	CHECK(read_is(a[0], bytes + 49990, 10));
	at = 0; /* a pipe's room is the limit */
	CHECK(ftruncate(file, 100000) == 0);
	CHECK(splice(file, &at, a[1], NULL, 100000, 0) == 65536 && at == 65536);
	CHECK_FAILS(splice(file, &at, a[1], NULL, 100, 0), EAGAIN);
	CHECK(read_is(a[0], bytes, 50000) && read(a[0], back, 20000) == 15536);

	CHECK(write(a[1], "0123456789", 10) == 10);
	at = 5;
	CHECK(splice(a[0], NULL, file, &at, 4, 0) == 4 && at == 9);
	CHECK(lseek(file, 7, SEEK_SET) == 7);
	CHECK(splice(a[0], NULL, file, NULL, 100, 0) == 6);
	CHECK(lseek(file, 0, SEEK_CUR) == 13);
	CHECK(pread(file, back, 8, 5) == 8 && !memcmp(back, "01456789", 8));
	CHECK_FAILS(splice(a[0], NULL, file, NULL, 100, 0), EAGAIN);
	CHECK(write(a[1], bytes, 60000) == 60000);
	at = 0;
	CHECK(splice(a[0], NULL, file, &at, 100000, 0) == 60000 && at == 60000);
	CHECK(pread(file, back, 60000, 0) == 60000 && !memcmp(back, bytes, 60000));
	close_pipes();
	close(file);
}

static void wrong(void)
{
	int file = open(name, O_RDWR), append = open(name, O_WRONLY | O_APPEND),
	    in = open(name, O_RDONLY), count = eventfd(1, EFD_NONBLOCK);
	loff_t at = 0;

	open_pipes(O_NONBLOCK);
	CHECK(write(a[1], "12345678", 8) == 8);
	CHECK(splice(99, NULL, 98, NULL, 0, ~0u) == 0);
	CHECK_FAILS(splice(99, NULL, 98, NULL, 1, 16), EINVAL);
	CHECK_FAILS(splice(99, NULL, b[1], NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(a[0], NULL, 99, NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(a[1], NULL, b[1], NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(a[0], NULL, b[0], NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(a[0], NULL, in, NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(a[0], NULL, a[1], NULL, 1, 0), EINVAL);
	CHECK_FAILS(splice(file, NULL, in, NULL, 1, 0), EBADF);
	CHECK_FAILS(splice(in, NULL, file, NULL, 1, 0), EINVAL);
	CHECK_FAILS(splice(a[0], &at, b[1], NULL, 1, 0), ESPIPE);
	CHECK_FAILS(splice(a[0], NULL, b[1], &at, 1, 0), ESPIPE);
	CHECK_FAILS(splice(a[0], &at, file, NULL, 1, 0), ESPIPE);
	CHECK_FAILS(splice(a[0], NULL, append, NULL, 1, 0), EINVAL);
	CHECK_FAILS(splice(a[0], NULL, count, NULL, 8, 0), EINVAL);
	CHECK_FAILS(splice(count, NULL, b[1], NULL, 8, 0), EINVAL);
	CHECK_FAILS(splice(a[0], NULL, file, (loff_t *)16, 1, 0), EFAULT);
	at = -1;
	CHECK_FAILS(splice(a[0], NULL, file, &at, 1, 0), EINVAL);
	CHECK(available(a[0]) == 8);
	signal(SIGPIPE, SIG_IGN);
	close(b[0]);
	CHECK_FAILS(splice(a[0], NULL, b[1], NULL, 1, 0), EPIPE);
	CHECK_FAILS(splice(in, NULL, b[1], NULL, 1, 0), EPIPE);
	CHECK(available(a[0]) == 8);
	close_pipes();
	close(file);
	close(append);
	close(in);
	close(count);
}

static int waiting;

static void *move_all(void *unused)
{
	long total = 0, n;

	(void)unused;
	__atomic_store_n(&waiting, 1, __ATOMIC_SEQ_CST);
	while ((n = splice(a[0], NULL, b[1], NULL, 1 << 20, 0)) > 0)
		total += n;
	CHECK(n == 0);
	close(b[1]);
	return (void *)total;
}

static void *write_all(void *unused)
{
	(void)unused;
	for (int i = 0; i < 20; i++)
		CHECK(write(a[1], bytes, sizeof bytes) == sizeof bytes);
	close(a[1]);
	return NULL;
}

static void threads(void)
{
	size_t total = 0;
	long n;

	waiting = 0;
	open_pipes(0);
	pthread_t mover = thread_start(move_all, NULL);
	CHECK(EVENTUALLY(waiting));
	pthread_t writer = thread_start(write_all, NULL);
	while ((n = read(b[0], back, 10000)) > 0) {
		for (long i = 0; i < n; i++)
			if (back[i] != bytes[(total + (size_t)i) % sizeof bytes]) {
				CHECK(!"the bytes are in order");
				exit(1);
			}
		total += (size_t)n;
	}
	CHECK(total == 20 * sizeof bytes);
	thread_join(writer);
	CHECK(thread_join(mover) == (void *)total);
	close(a[0]);
	close(b[0]);
}

static void of_memory(void)
{
	struct iovec vector[3] = {{bytes, 5000}, {NULL, 0}, {bytes + 5000, 10}};
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                  -1, 0);

	open_pipes(O_NONBLOCK);
	CHECK(vmsplice(a[1], vector, 3, 0) == 5010);
	CHECK(available(a[0]) == 5010 && read_is(a[0], bytes, 5010));
	vector[0].iov_len = sizeof bytes;
	CHECK(vmsplice(a[1], vector, 1, SPLICE_F_NONBLOCK) >= 65536 - 4096);
	CHECK_FAILS(vmsplice(a[1], vector, 1, SPLICE_F_NONBLOCK), EAGAIN);
	struct iovec in = {back, sizeof back};
	CHECK(vmsplice(a[0], &in, 1, 0) >= 65536 - 4096 && !memcmp(back, bytes, 60000));
	CHECK_FAILS(vmsplice(a[0], &in, 1, SPLICE_F_NONBLOCK), EAGAIN);
	CHECK(vmsplice(a[1], vector, 0, 0) == 0);
	CHECK_FAILS(vmsplice(a[1], vector, 1, 16), EINVAL);
	CHECK_FAILS(vmsplice(99, vector, 1, 0), EBADF);
	CHECK_FAILS(vmsplice(a[1], vector, 1025, 0), EINVAL);
	CHECK_FAILS(vmsplice(a[1], (struct iovec *)16, 1, 0), EFAULT);
	int file = open(name, O_RDWR);
	CHECK_FAILS(vmsplice(file, vector, 1, 0), EBADF);
	close(file);
	CHECK(page != MAP_FAILED && munmap(page + 4096, 4096) == 0);
	struct iovec half = {page + 4000, 200};
	CHECK(vmsplice(a[1], &half, 1, 0) == 96);
	half.iov_base = page + 4096;
	CHECK_FAILS(vmsplice(a[1], &half, 1, 0), EFAULT);
	close(a[0]);
	CHECK_FAILS(vmsplice(a[1], vector, 1, 0), EPIPE);
	close_pipes();
	munmap(page, 4096);
}

int main(void)
{
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 31 + i / 4096);
	mkdir("/tmp", 0777);
	CHECK(mkdtemp(folder));
	snprintf(name, sizeof name, "%s/file", folder);
	close(open(name, O_CREAT | O_RDWR, 0600));
	between_pipes();
	tees();
	files();
	wrong();
	threads();
	of_memory();
	CHECK(unlink(name) == 0 && rmdir(folder) == 0);
	return check_result();
}
