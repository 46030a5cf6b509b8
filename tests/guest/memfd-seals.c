/* SPDX-License-Identifier: ISC */
/*
 * Seals of files in memory (fcntl(2), "File Sealing"): each refuses what it should, and
 * nothing else.
 *
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x10
#endif

#define PAGE 4096l
#define RW   (PROT_READ | PROT_WRITE)

static char big[4 * PAGE];

static int sealable(void)
{
	int file = memfd_create("sealed", MFD_ALLOW_SEALING);
	CHECK(file >= 0);
	CHECK(ftruncate(file, PAGE + 100) == 0);
	return file;
}

static int add(int file, int seals)
{
	return fcntl(file, F_ADD_SEALS, seals);
}

static void test_sealing(void)
{
	int file = memfd_create("plain", 0);
	CHECK(fcntl(file, F_GET_SEALS) == F_SEAL_SEAL);
	CHECK_FAILS(add(file, F_SEAL_WRITE), EPERM);
	close(file);
	file = sealable();
	CHECK(fcntl(file, F_GET_SEALS) == 0);
	CHECK_FAILS(add(file, 0x1000), EINVAL);
	CHECK(add(file, 0) == 0);
	CHECK(add(file, F_SEAL_SHRINK) == 0);
	CHECK(add(file, F_SEAL_GROW) == 0);
	CHECK(fcntl(file, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_GROW));
	CHECK(add(file, F_SEAL_SEAL) == 0);
	CHECK_FAILS(add(file, F_SEAL_WRITE), EPERM);
	CHECK(fcntl(file, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
	close(file);
	int pipes[2];
	CHECK(pipe(pipes) == 0);
	CHECK_FAILS(fcntl(pipes[0], F_GET_SEALS), EINVAL);
	CHECK_FAILS(fcntl(99, F_GET_SEALS), EBADF);
}

static void test_size(void)
{
	int file = sealable();
	CHECK(add(file, F_SEAL_SHRINK) == 0);
	CHECK_FAILS(ftruncate(file, PAGE), EPERM);
	CHECK(ftruncate(file, PAGE + 100) == 0);
	CHECK(ftruncate(file, PAGE + 200) == 0);
	CHECK(add(file, F_SEAL_GROW) == 0);
	CHECK_FAILS(ftruncate(file, 2 * PAGE), EPERM);
	CHECK(pwrite(file, big, PAGE + 200, 0) == PAGE + 200);
	CHECK(pwrite(file, big, 200, PAGE) == 200);
	CHECK_FAILS(pwrite(file, big, 201, PAGE), EPERM);
	CHECK(pwrite(file, big, 2 * PAGE, 0) == PAGE); /* page by page */
	CHECK(pwrite(file, big, 2 * PAGE, 5) == PAGE - 5);
	CHECK_FAILS(pwrite(file, big, 1, 5 * PAGE), EPERM);
	CHECK(fallocate(file, 0, 0, PAGE) == 0);
	CHECK_FAILS(fallocate(file, 0, 0, 2 * PAGE), EPERM);
	CHECK_FAILS(fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 2 * PAGE), EPERM);
	CHECK(fallocate(file, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0, 2 * PAGE) ==
	      0);
	close(file);
}

static void *map(int file, int protection, int flags)
{
	return mmap(NULL, PAGE, protection, flags, file, 0);
}

static void test_write(void)
{
	int file = sealable();
	char *a = map(file, RW, MAP_SHARED), *b = map(file, PROT_READ, MAP_SHARED),
	     *c = map(file, RW, MAP_PRIVATE);
	CHECK_FAILS(add(file, F_SEAL_WRITE), EBUSY);
	a[0] = 'a';
	munmap(a, PAGE);
	/* one that may write, though it doesn't */
	CHECK_FAILS(add(file, F_SEAL_WRITE), EBUSY);
	munmap(b, PAGE);
	CHECK(add(file, F_SEAL_WRITE) == 0);
	CHECK(c[0] == 'a');
	c[0] = 'c';
	CHECK(add(file, F_SEAL_WRITE) == 0);
	CHECK_FAILS(pwrite(file, big, 1, 0), EPERM);
	CHECK_FAILS(pwrite(file, big, 1, 5 * PAGE), EPERM);
	CHECK(ftruncate(file, 3 * PAGE) == 0);
	CHECK(ftruncate(file, PAGE) == 0);
	CHECK_FAILS(fallocate(file, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0, PAGE),
	            EPERM);
	CHECK(fallocate(file, 0, 0, PAGE) == 0);
	CHECK(map(file, RW, MAP_SHARED) == MAP_FAILED && errno == EPERM);
	CHECK(map(file, PROT_WRITE, MAP_SHARED) == MAP_FAILED && errno == EPERM);
	CHECK(map(file, RW, MAP_PRIVATE) != MAP_FAILED);
	a = map(file, PROT_READ, MAP_SHARED);
	CHECK(a != MAP_FAILED);
	if (a != MAP_FAILED) {
		CHECK(a[0] == 'a');
		CHECK_FAILS(mprotect(a, PAGE, RW), EACCES);
	}
	close(file);
}

static void test_future_write(void)
{
	int file = sealable();
	char *a = map(file, RW, MAP_SHARED), byte;
	CHECK(add(file, F_SEAL_FUTURE_WRITE) == 0);
	a[0] = 'a'; /* who has it may go on */
	CHECK(pread(file, &byte, 1, 0) == 1 && byte == 'a');
	CHECK_FAILS(pwrite(file, big, 1, 0), EPERM);
	CHECK(map(file, RW, MAP_SHARED) == MAP_FAILED && errno == EPERM);
	char *b = map(file, PROT_READ, MAP_SHARED);
	CHECK(b != MAP_FAILED && b[0] == 'a');
	CHECK_FAILS(mprotect(b, PAGE, RW), EACCES);
	CHECK(mprotect(a, PAGE, PROT_READ) == 0 && mprotect(a, PAGE, RW) == 0);
	CHECK_FAILS(madvise(b, PAGE, MADV_REMOVE), EACCES);
	CHECK_FAILS(madvise(a, PAGE, MADV_REMOVE), EPERM);
	close(file);
}

static void test_execute(void)
{
	int file = memfd_create("x", MFD_NOEXEC_SEAL);
	CHECK(fcntl(file, F_GET_SEALS) == F_SEAL_EXEC);
	CHECK(add(file, F_SEAL_GROW) == 0);
	close(file);
	file = sealable();
	CHECK(add(file, F_SEAL_EXEC) == 0);
	CHECK(fcntl(file, F_GET_SEALS) == (F_SEAL_EXEC | F_SEAL_SHRINK | F_SEAL_GROW |
	                                   F_SEAL_WRITE | F_SEAL_FUTURE_WRITE));
	CHECK_FAILS(fchmod(file, 0600), EPERM);
	CHECK(fchmod(file, 0711) == 0);
	close(file);
}

int main(void)
{
	test_sealing();
	test_size();
	test_write();
	test_future_write();
	test_execute();
	return check_result();
}
