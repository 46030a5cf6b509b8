/* SPDX-License-Identifier: ISC */
/*
 * mremap(2): MAYMOVE, FIXED, DONTUNMAP, shrinking over several areas, and the order of
 * the errors.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif
#define FIXED (MREMAP_MAYMOVE | MREMAP_FIXED)

static long raw(void *from, size_t old, size_t new, int flags, void *to)
{
	return syscall(SYS_mremap, from, old, new, flags, to);
}

static int mapped(char *at)
{
	return madvise(at, PAGE, MADV_NORMAL) == 0;
}

static char *map(size_t pages)
{
	return mmap(NULL, pages * PAGE, BOTH, ANON, -1, 0);
}

static void errors(void)
{
	char *at = map(4);
	CHECK_FAILS(raw(at, PAGE, PAGE, 8, 0), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PAGE, MREMAP_FIXED, at), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PAGE, MREMAP_DONTUNMAP, 0), EINVAL);
	CHECK_FAILS(raw(at, PAGE, 2 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, 0),
	            EINVAL);
	CHECK_FAILS(raw(at + 1, PAGE, PAGE, 0, 0), EINVAL);
	CHECK_FAILS(raw(at, PAGE, 0, 0, 0), EINVAL);
	CHECK_FAILS(raw(at, 0, PAGE, MREMAP_MAYMOVE, 0), EINVAL); /* private */
	CHECK_FAILS(raw(at, PAGE, PAGE, FIXED, at + 1), EINVAL);
	CHECK_FAILS(raw(at, 2 * PAGE, 2 * PAGE, FIXED, at + PAGE), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PAGE, FIXED, (void *)-PAGE), EINVAL);
	CHECK(munmap(at, 4 * PAGE) == 0);
	CHECK_FAILS(raw(at, PAGE, PAGE, 0, 0), EFAULT);
	CHECK_FAILS(raw(at, 0, PAGE, 0, 0), EFAULT);
}

static void several_areas(void)
{
	char *at = map(6);
	memset(at, 2, 6 * PAGE);
	CHECK(mprotect(at + 2 * PAGE, PAGE, PROT_READ) == 0);
	CHECK_FAILS(raw(at, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE, 0), EFAULT);
	CHECK(raw(at, 4 * PAGE, 4 * PAGE, 0, 0) == (long)at);
	/* shrinking doesn't ask */
	CHECK(raw(at, 5 * PAGE, PAGE, 0, 0) == (long)at);
	CHECK(at[0] == 2 && !mapped(at + PAGE) && !mapped(at + 4 * PAGE));
	CHECK(mapped(at + 5 * PAGE) && at[5 * PAGE] == 2);
	CHECK(munmap(at, 6 * PAGE) == 0);
}

static void to_fixed(void)
{
	char *from = map(4), *to = map(8);
	memset(from, 3, 4 * PAGE);
	memset(to, 4, 8 * PAGE);
	CHECK(raw(from, 4 * PAGE, 6 * PAGE, FIXED, to + PAGE) == (long)(to + PAGE));
	CHECK(to[0] == 4 && to[PAGE] == 3 && to[5 * PAGE - 1] == 3);
	CHECK(to[5 * PAGE] == 0 && to[7 * PAGE - 1] == 0 && to[7 * PAGE] == 4);
	CHECK(!mapped(from));
	char *small = map(2);
	CHECK(raw(to, 8 * PAGE, PAGE, FIXED, small) == (long)small);
	CHECK(small[0] == 4 && !mapped(to) && !mapped(to + 7 * PAGE));
	CHECK(munmap(small, 2 * PAGE) == 0);
}

static void leave_zeros(void)
{
	char *at = map(4);
	memset(at, 6, 4 * PAGE);
	long moved = raw(at, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
	CHECK(moved != -1 && moved != (long)at);
	char *to = (char *)moved;
	CHECK(to[0] == 6 && to[4 * PAGE - 1] == 6 && at[0] == 0 && at[3 * PAGE] == 0);
	at[PAGE] = 1;
	CHECK(to[PAGE] == 6);
	/* in the middle, to a place that is taken */
	CHECK(raw(to + PAGE, PAGE, PAGE, FIXED | MREMAP_DONTUNMAP, at) == (long)at);
	CHECK(at[0] == 6 && to[0] == 6 && to[PAGE] == 0 && to[2 * PAGE] == 6);
	CHECK(munmap(at, 4 * PAGE) == 0);
	CHECK(munmap(to, 4 * PAGE) == 0);
}

static void big(void)
{
	size_t pages = 700;
	char *at = map(pages), *barrier;
	for (size_t i = 0; i < pages; i += 3)
		at[i * PAGE] = (char)i;
	CHECK(mprotect(at + 5 * PAGE, PAGE, PROT_READ) == 0);
	CHECK(mprotect(at + 5 * PAGE, PAGE, BOTH) == 0);
	barrier = mmap(at + pages * PAGE, PAGE, PROT_NONE, ANON, -1, 0);
	char *moved = mremap(at, pages * PAGE, 2 * pages * PAGE, MREMAP_MAYMOVE);
	CHECK(moved != MAP_FAILED);
	for (size_t i = 0; i < 2 * pages; i++)
		CHECK(moved[i * PAGE] == (char)(i % 3 || i >= pages ? 0 : i));
	CHECK(munmap(moved, 2 * pages * PAGE) == 0);
	CHECK(munmap(barrier, PAGE) == 0);
}

int main(void)
{
	errors();
	several_areas();
	to_fixed();
	leave_zeros();
	big();
	return check_result();
}
