/* SPDX-License-Identifier: ISC */
/*
 * mmap, munmap, mprotect, mremap, madvise as mmap(2), mprotect(2), mremap(2) and
 * madvise(2) have them, the wrong calls included. Whether a page can be read or written
 * is asked of a system call, which must answer -EFAULT instead of crashing.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static char *map(size_t pages, int protection)
{
	char *at = mmap(NULL, pages * PAGE, protection, ANON, -1, 0);
	CHECK(at != MAP_FAILED);
	CHECK((uintptr_t)at % PAGE == 0);
	return at;
}

static int readable(const void *at)
{
	/* what these pages hold is no valid time, or one that has passed: it never sleeps
	 */
	errno = 0;
	return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL) != EFAULT;
}

static int writable(void *at)
{
	return getrandom(at, 1, 0) == 1;
}

static void partial_unmap(void)
{
	char *at = map(8, PROT_READ | PROT_WRITE);
	memset(at, 7, 8 * PAGE);
	CHECK(munmap(at + 2 * PAGE, 3 * PAGE) == 0);
	CHECK(writable(at + PAGE) && at[PAGE + 100] == 7);
	CHECK(!readable(at + 2 * PAGE) && !readable(at + 4 * PAGE));
	CHECK(writable(at + 5 * PAGE));
	CHECK(munmap(at + 2 * PAGE, PAGE) == 0); /* a hole is no error */
	CHECK(munmap(at, 8 * PAGE) == 0);
	CHECK(!readable(at) && !readable(at + 7 * PAGE));
	CHECK_FAILS(munmap(at + 1, PAGE), EINVAL);
	CHECK_FAILS(munmap(at, 0), EINVAL);
	CHECK_FAILS(munmap((void *)(UINTPTR_MAX & -PAGE), PAGE), EINVAL);
}

static void fixed_place(void)
{
	char *at = map(4, PROT_READ | PROT_WRITE);
	memset(at, 5, 4 * PAGE);
	void *again = mmap(at + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED,
	                   -1, 0);
	CHECK(again == at + PAGE);
	CHECK(at[0] == 5 && at[PAGE] == 0 && at[3 * PAGE - 1] == 0 && at[3 * PAGE] == 5);
	CHECK_FAILS(mmap(at + 1, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0), EINVAL);
	CHECK_FAILS(mmap(at, PAGE, PROT_READ, ANON | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
	CHECK(munmap(at, 4 * PAGE) == 0);
	CHECK(mmap(at, PAGE, PROT_READ, ANON, -1, 0) == at); /* a free hint is taken */
	CHECK(munmap(at, PAGE) == 0);
}

static void wrong_mmap(void)
{
	CHECK_FAILS(mmap(NULL, 0, PROT_READ, ANON, -1, 0), EINVAL);
	CHECK_FAILS(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0), EINVAL);
	CHECK_FAILS(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0), EBADF);
	CHECK_FAILS(mmap(NULL, PAGE, PROT_READ, ANON, -1, 1), EINVAL);
	CHECK_FAILS(mmap(NULL, SIZE_MAX - PAGE, PROT_READ, ANON, -1, 0), ENOMEM);
}

static void protection(void)
{
	char *at = map(6, PROT_READ | PROT_WRITE);
	memset(at, 9, 6 * PAGE);
	CHECK(mprotect(at + PAGE, PAGE, PROT_READ) == 0);
	CHECK(mprotect(at + 2 * PAGE, PAGE, PROT_NONE) == 0);
	CHECK(writable(at) && !writable(at + PAGE) && readable(at + PAGE));
	CHECK(!readable(at + 2 * PAGE) && writable(at + 3 * PAGE));
	CHECK(mprotect(at, 6 * PAGE, PROT_READ | PROT_WRITE) == 0);
	CHECK(writable(at + PAGE) && at[2 * PAGE + 64] == 9);
	CHECK(munmap(at + 3 * PAGE, PAGE) == 0);
	CHECK_FAILS(mprotect(at, 6 * PAGE, PROT_READ), ENOMEM); /* a hole */
	CHECK_FAILS(mprotect(at, PAGE, 0x100), EINVAL);
	CHECK(mprotect(at, 0, PROT_READ) == 0);
	CHECK(munmap(at, 6 * PAGE) == 0);
	CHECK_FAILS(mprotect(at, PAGE, PROT_READ), ENOMEM);
}

static void moving(void)
{
	char *at = map(4, PROT_READ | PROT_WRITE);
	for (int i = 0; i < 4; i++)
		at[i * PAGE] = (char)(i + 1);
	char *small = mremap(at, 4 * PAGE, 2 * PAGE, 0);
	CHECK(small == at && small[PAGE] == 2 && !readable(at + 2 * PAGE));
	char *barrier = mmap(at + 2 * PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
	CHECK(barrier == at + 2 * PAGE);
	CHECK_FAILS(mremap(at, 2 * PAGE, 8 * PAGE, 0), ENOMEM);
	char *big = mremap(at, 2 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	CHECK(big != MAP_FAILED && big != at);
	CHECK(big[0] == 1 && big[PAGE] == 2 && big[2 * PAGE] == 0 && big[7 * PAGE] == 0);
	CHECK(!readable(at));
	char *place = map(8, PROT_READ | PROT_WRITE);
	char *moved =
	        mremap(big, 8 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
	CHECK(moved == place && moved[PAGE] == 2);
	CHECK_FAILS(mremap(moved + 1, PAGE, PAGE, 0), EINVAL);
	CHECK_FAILS(mremap(moved, PAGE, 0, 0), EINVAL);
	CHECK_FAILS(mremap(moved, PAGE, PAGE, 0x80), EINVAL);
	CHECK_FAILS(mremap(moved, 8 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
	                   moved + PAGE),
	            EINVAL);
	CHECK(munmap(moved, 8 * PAGE) == 0);
	CHECK(munmap(barrier, PAGE) == 0);
	CHECK_FAILS(mremap(at, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
}

static void advice(void)
{
	char *at = map(3, PROT_READ | PROT_WRITE);
	memset(at, 4, 3 * PAGE);
	CHECK(madvise(at + PAGE, PAGE, MADV_DONTNEED) == 0);
	CHECK(at[0] == 4 && at[PAGE] == 0 && at[2 * PAGE] == 4);
	CHECK(madvise(at, 3 * PAGE, MADV_WILLNEED) == 0);
	CHECK_FAILS(madvise(at + 1, PAGE, MADV_DONTNEED), EINVAL);
	CHECK_FAILS(madvise(at, PAGE, 12345), EINVAL);
	CHECK(munmap(at, 3 * PAGE) == 0);
}

/* Many small mappings side by side with differing protection, then every second one away.
 */
static void many(void)
{
	enum { COUNT = 500 };
	char *at = map(COUNT, PROT_READ | PROT_WRITE);
	for (int i = 0; i < COUNT; i++)
		at[i * PAGE] = (char)i;
	for (int i = 0; i < COUNT; i += 2)
		CHECK(mprotect(at + i * PAGE, PAGE, PROT_READ) == 0);
	for (int i = 1; i < COUNT; i += 2)
		CHECK(munmap(at + i * PAGE, PAGE) == 0);
	for (int i = 0; i < COUNT; i += 2)
		CHECK(at[i * PAGE] == (char)i);
	CHECK(munmap(at, COUNT * PAGE) == 0);
}

int main(void)
{
	partial_unmap();
	fixed_place();
	wrong_mmap();
	protection();
	moving();
	advice();
	many();
	return check_result();
}
