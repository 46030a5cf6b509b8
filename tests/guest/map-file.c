/* SPDX-License-Identifier: ISC */
/*
 * Mappings of a file, shared and private: what is written shows where it should, beyond
 * the file's end there is SIGBUS, truncation and holes take pages away, protection is
 * what the file was opened for.
 *
 * ways: process process2 microvm q35 kvm host host2
 * flags: -Wno-unused-parameter
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "fault.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define PAGE 4096l
#define RW   (PROT_READ | PROT_WRITE)

static int new_file(long size)
{
	int file = memfd_create("map", MFD_CLOEXEC);
	CHECK(file >= 0);
	CHECK(ftruncate(file, size) == 0);
	return file;
}

static long blocks(int file)
{
	struct stat status;
	CHECK(fstat(file, &status) == 0);
	return status.st_blocks;
}

static char *map(int file, long length, int protection, int flags, long offset)
{
	char *at = mmap(NULL, (size_t)length, protection, flags, file, offset);
	CHECK(at != MAP_FAILED);
	return at;
}

static char byte(int file, long offset)
{
	char byte = 0x55;
	CHECK(pread(file, &byte, 1, offset) == 1);
	return byte;
}

static void test_shared(void)
{
	int file = new_file(8 * PAGE);
	char *a = map(file, 8 * PAGE, RW, MAP_SHARED, 0);
	char *b = map(file, 3 * PAGE, RW, MAP_SHARED, 2 * PAGE);
	CHECK(blocks(file) == 0);
	CHECK(a[0] == 0); /* a read of a hole gives it a page */
	CHECK(blocks(file) == 8);
	a[2 * PAGE + 5] = 'a';
	CHECK(b[5] == 'a');
	CHECK(byte(file, 2 * PAGE + 5) == 'a');
	CHECK(pwrite(file, "bcd", 3, 3 * PAGE - 1) == 3);
	CHECK(memcmp(a + 3 * PAGE - 1, "bcd", 3) == 0);
	CHECK(memcmp(b + PAGE - 1, "bcd", 3) == 0);
	CHECK(blocks(file) == 3 * 8);
	b[2 * PAGE] = 'e';
	CHECK(a[4 * PAGE] == 'e');
	CHECK(munmap(a, 8 * PAGE) == 0);
	CHECK(b[2 * PAGE] == 'e');
	CHECK(close(file) == 0); /* the mapping stays */
	CHECK(b[5] == 'a');
	b[6] = 'f';
	CHECK(b[6] == 'f');
	CHECK(munmap(b, 3 * PAGE) == 0);
}

static void test_private(void)
{
	int file = new_file(0);
	CHECK(write(file, "0123456789", 10) == 10);
	CHECK(ftruncate(file, 4 * PAGE) == 0);
	char *a = map(file, 4 * PAGE, RW, MAP_PRIVATE, 0);
	char *b = map(file, 4 * PAGE, PROT_READ, MAP_PRIVATE, 0);
	char *s = map(file, 4 * PAGE, RW, MAP_SHARED, 0);
	CHECK(memcmp(a, "0123456789", 10) == 0);
	a[0] = 'a';
	CHECK(a[0] == 'a' && a[1] == '1' && b[0] == '0' && s[0] == '0');
	s[1] = 'b';
	CHECK(a[1] == '1' && b[1] == 'b'); /* one is a copy */
	s[PAGE] = 'c';
	CHECK(a[PAGE] == 'c' && b[PAGE] == 'c');
	a[PAGE + 1] = 'd';
	CHECK(s[PAGE + 1] == 0 && b[PAGE + 1] == 0);
	CHECK(byte(file, PAGE + 1) == 0);
	a[2 * PAGE] = 'e'; /* written first */
	s[2 * PAGE] = 'f';
	CHECK(a[2 * PAGE] == 'e');
	/* the file's again */
	CHECK(madvise(a, 3 * PAGE, MADV_DONTNEED) == 0);
	CHECK(a[0] == '0' && a[1] == 'b' && a[PAGE] == 'c' && a[PAGE + 1] == 0 &&
	      a[2 * PAGE] == 'f');
	/* of a shared one it changes nothing */
	CHECK(madvise(s, 3 * PAGE, MADV_DONTNEED) == 0);
	CHECK(s[0] == '0' && s[1] == 'b' && s[2 * PAGE] == 'f');
	CHECK(munmap(a, 4 * PAGE) == 0 && munmap(b, 4 * PAGE) == 0 &&
	      munmap(s, 4 * PAGE) == 0);
	close(file);
}

static void test_end(void)
{
	int file = new_file(PAGE + 100);
	char *a = map(file, 4 * PAGE, RW, MAP_SHARED, 0);
	char *b = map(file, 4 * PAGE, RW, MAP_PRIVATE, 0);
	a[PAGE + 99] = 'x';
	a[PAGE + 100] = 'y'; /* on the last page, but nobody else sees it */
	a[2 * PAGE - 1] = 'z';
	FAULT(a[2 * PAGE] = 1);
	is(__LINE__, SIGBUS, BUS_ADRERR, a + 2 * PAGE, 14, (unsigned)error);
	CHECK(error & 2);
	FAULT(CHECK(b[3 * PAGE + 7] != 1));
	is(__LINE__, SIGBUS, BUS_ADRERR, b + 3 * PAGE + 7, 14, (unsigned)error);
	FAULT(b[2 * PAGE] = 1);
	CHECK(information.si_signo == SIGBUS);
	/* calls find it out, too */
	CHECK_FAILS(write(file, b + 2 * PAGE, 1), EFAULT);
	CHECK_FAILS(pread(file, b + 2 * PAGE, 1, 0), EFAULT);
	/* the file grows into the mapping */
	CHECK(ftruncate(file, 3 * PAGE) == 0);
	CHECK(a[2 * PAGE] == 0 && b[2 * PAGE] == 0);
	a[2 * PAGE] = 'n';
	CHECK(b[2 * PAGE] == 'n');
	FAULT(a[3 * PAGE] = 1);
	CHECK(information.si_signo == SIGBUS);
	/* and shrinks: copies go, too */
	b[PAGE] = 'p';
	b[0] = 'q';
	CHECK(ftruncate(file, 10) == 0);
	FAULT(a[PAGE] = 1);
	CHECK(information.si_signo == SIGBUS);
	FAULT(CHECK(b[PAGE] == 1));
	CHECK(information.si_signo == SIGBUS);
	CHECK(a[0] == 0 && b[0] == 'q');
	CHECK(ftruncate(file, 4 * PAGE) == 0);
	CHECK(a[PAGE] == 0 && b[PAGE] == 0 && a[PAGE + 99] == 0 && b[0] == 'q');
	CHECK(munmap(a, 4 * PAGE) == 0 && munmap(b, 4 * PAGE) == 0);
	close(file);
}

static void test_holes(void)
{
	int file = new_file(16 * PAGE);
	char *a = map(file, 16 * PAGE, RW, MAP_SHARED, 0);
	char *b = map(file, 16 * PAGE, RW, MAP_PRIVATE, 0);
	memset(a, 'a', 16 * PAGE);
	CHECK(blocks(file) == 16 * 8);
	CHECK(b[PAGE] == 'a' && b[5 * PAGE] == 'a');
	b[2 * PAGE] = 'b';
	CHECK(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, PAGE,
	                3 * PAGE) == 0);
	CHECK(blocks(file) == 13 * 8);
	CHECK(a[PAGE - 1] == 'a' && a[PAGE] == 0 && a[3 * PAGE] == 0 &&
	      a[4 * PAGE] == 'a');
	CHECK(b[PAGE] == 0 && b[2 * PAGE] == 'b' && b[2 * PAGE + 1] == 'a');
	a[PAGE] = 'c';
	CHECK(byte(file, PAGE) == 'c' && b[PAGE] == 'c');
	/* by the mapping */
	CHECK(madvise(a + 8 * PAGE, 8 * PAGE, MADV_REMOVE) == 0);
	CHECK(a[8 * PAGE] == 0 && byte(file, 15 * PAGE) == 0);
	CHECK_FAILS(madvise(b, PAGE, MADV_REMOVE), EACCES);
	CHECK_FAILS(madvise(b, PAGE, MADV_FREE), EINVAL);
	/* within a page */
	CHECK(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4 * PAGE + 10,
	                10) == 0);
	CHECK(a[4 * PAGE + 9] == 'a' && a[4 * PAGE + 10] == 0 && a[4 * PAGE + 19] == 0 &&
	      a[4 * PAGE + 20] == 'a');
	CHECK(munmap(a, 16 * PAGE) == 0 && munmap(b, 16 * PAGE) == 0);
	close(file);
}

static int opened_again(int file, int flags)
{
	char path[40];
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return open(path, flags);
}

static void test_protection(void)
{
	int file = new_file(4 * PAGE);
	char *a = map(file, 4 * PAGE, PROT_READ, MAP_SHARED, 0);
	char *b = map(file, 4 * PAGE, PROT_READ, MAP_PRIVATE, 0);
	CHECK(a[0] == 0 && b[0] == 0);
	FAULT(a[0] = 1);
	is(__LINE__, SIGSEGV, SEGV_ACCERR, a, 14, 7);
	FAULT(b[PAGE] = 1); /* not there yet */
	CHECK(information.si_signo == SIGSEGV && information.si_code == SEGV_ACCERR);
	CHECK(mprotect(a, 2 * PAGE, RW) == 0);
	CHECK(mprotect(b, 2 * PAGE, RW) == 0);
	a[0] = 'a';
	a[PAGE] = 'b';
	b[PAGE] = 'c';
	CHECK(a[PAGE] == 'b' && b[0] == 'a' && byte(file, PAGE) == 'b');
	FAULT(a[2 * PAGE] = 1);
	CHECK(information.si_signo == SIGSEGV);
	CHECK(mprotect(b, 4 * PAGE, PROT_NONE) == 0);
	FAULT(CHECK(b[PAGE] == 1));
	is(__LINE__, SIGSEGV, SEGV_ACCERR, b + PAGE, 14, (unsigned)error);
	CHECK(mprotect(b, 4 * PAGE, PROT_READ) == 0);
	CHECK(b[0] == 'a' && b[PAGE] == 'c' && b[2 * PAGE] == 0);
	FAULT(b[PAGE] = 1);
	CHECK(information.si_signo == SIGSEGV);
	CHECK(mprotect(a, 4 * PAGE, PROT_NONE) == 0);
	FAULT(CHECK(a[0] == 1));
	CHECK(mprotect(a, 4 * PAGE, RW) == 0);
	CHECK(a[0] == 'a' && a[PAGE] == 'b');
	CHECK(munmap(a, 4 * PAGE) == 0 && munmap(b, 4 * PAGE) == 0);
	close(file);
}

static void test_errors(void)
{
	int file = new_file(4 * PAGE), pipes[2];
	CHECK(pipe(pipes) == 0);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, 99, 0) == MAP_FAILED &&
	      errno == EBADF);
	CHECK(mmap(NULL, 0, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED &&
	      errno == EINVAL);
	CHECK(syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_SHARED, file, 100) == -1 &&
	      errno == EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, 0, file, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, pipes[0], 0) == MAP_FAILED &&
	      errno == ENODEV);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, pipes[1], 0) == MAP_FAILED &&
	      errno == EACCES);
	CHECK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, pipes[0], 0) ==
	              MAP_FAILED &&
	      errno == EACCES);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_GROWSDOWN, file, 0) ==
	              MAP_FAILED &&
	      errno == EINVAL);
	CHECK(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, file, 0x7ffffffffffff000) ==
	              MAP_FAILED &&
	      errno == EOVERFLOW);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE | 0x800000, file, 0) ==
	              MAP_FAILED &&
	      errno == EOPNOTSUPP);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE, file, 0) != MAP_FAILED);
	char *a = map(file, PAGE, PROT_READ, MAP_PRIVATE, 0);
	CHECK(mmap(a, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0) ==
	              MAP_FAILED &&
	      errno == EEXIST);
	CHECK(mmap(a + 1, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, file, 0) ==
	              MAP_FAILED &&
	      errno == EINVAL);
	/* over another mapping */
	char *b = map(-1, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	memset(b, 'x', 4 * PAGE);
	CHECK(pwrite(file, "file", 4, PAGE) == 4);
	CHECK(mmap(b + PAGE, 2 * PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, file, PAGE) ==
	      b + PAGE);
	CHECK(b[PAGE - 1] == 'x' && memcmp(b + PAGE, "file", 5) == 0 &&
	      b[2 * PAGE] == 0 && b[3 * PAGE] == 'x');
	CHECK(mmap(b + PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	      b + PAGE);
	CHECK(b[PAGE] == 0 && b[2 * PAGE] == 0);
	CHECK(munmap(b, 4 * PAGE) == 0);
	CHECK(byte(file, PAGE) == 'f');
	close(file);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_populate(void)
{
	int file = new_file(40 * PAGE);
	unsigned char there[40];
	char *a = map(file, 40 * PAGE, RW, MAP_SHARED | MAP_POPULATE, 0);
	CHECK(blocks(file) == 40 * 8);
	CHECK(mincore(a, 40 * PAGE, there) == 0);
	for (int i = 0; i < 40; i++)
		CHECK(there[i] & 1);
	CHECK(munmap(a, 40 * PAGE) == 0);
	CHECK(ftruncate(file, 0) == 0 && ftruncate(file, 40 * PAGE) == 0);
	a = map(file, 40 * PAGE, RW, MAP_SHARED, 0);
	a[7 * PAGE] = 1;
	CHECK(mincore(a, 40 * PAGE, there) == 0);
	for (int i = 0; i < 40; i++)
		CHECK((there[i] & 1) == (i == 7));
	CHECK(blocks(file) == 8);
	CHECK(mlock(a, 4 * PAGE) == 0);
	CHECK(blocks(file) == 5 * 8);
	CHECK(munlock(a, 4 * PAGE) == 0);
	CHECK(msync(a, 40 * PAGE, MS_SYNC) == 0);
	CHECK(msync(a, 40 * PAGE, MS_ASYNC | MS_INVALIDATE) == 0);
	CHECK(munmap(a + 10 * PAGE, PAGE) == 0);
	CHECK_FAILS(msync(a, 40 * PAGE, MS_SYNC), ENOMEM);
	CHECK(munmap(a, 40 * PAGE) == 0);
	close(file);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = catch, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	test_shared();
	test_private();
	test_end();
	test_holes();
	test_protection();
	test_errors();
	test_populate();
	(void)opened_again;
	return check_result();
}
