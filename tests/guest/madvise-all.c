/* SPDX-License-Identifier: ISC */
/*
 * madvise(2): every advice, its errors, and that pages which are given back are given
 * back: a loop touches and drops many times the machine's memory. mincore(2) tells which
 * pages there are; msync(2).
 *
 * kvm: hardware
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE           4096ul
#define ANON           (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH           (PROT_READ | PROT_WRITE)
#define POPULATE_READ  22
#define POPULATE_WRITE 23

static unsigned present(char *at, unsigned pages)
{
	unsigned char vector[64];
	unsigned count = 0;

	memset(vector, 2, sizeof vector);
	CHECK(mincore(at, pages * PAGE, vector) == 0);
	for (unsigned i = 0; i < pages; i++) {
		CHECK(vector[i] <= 1);
		count += vector[i];
	}
	CHECK(vector[pages] == 2);
	return count;
}

static void errors(void)
{
	char *at = mmap(NULL, 6 * PAGE, BOTH, ANON, -1, 0);
	CHECK_FAILS(madvise(at, PAGE, 5), EINVAL);
	CHECK_FAILS(madvise(at, 0, 5), EINVAL);
	CHECK_FAILS(madvise(at + 1, 0, MADV_NORMAL), EINVAL);
	CHECK_FAILS(madvise(at, SIZE_MAX, MADV_NORMAL), EINVAL);
	CHECK_FAILS(madvise(at, -PAGE, MADV_NORMAL), EINVAL);
	CHECK(madvise(at, 0, MADV_DONTNEED) == 0);
	memset(at, 1, 6 * PAGE);
	CHECK(munmap(at + 2 * PAGE, PAGE) == 0);
	/* a hole is passed over, and told at the end */
	CHECK_FAILS(madvise(at, 6 * PAGE, MADV_DONTNEED), ENOMEM);
	CHECK(at[0] == 0 && at[5 * PAGE] == 0);
	CHECK_FAILS(madvise(at, PAGE, MADV_REMOVE), EINVAL);
	/* up to what is locked */
	memset(at + 3 * PAGE, 1, 3 * PAGE);
	CHECK(mlock(at + 4 * PAGE, PAGE) == 0);
	CHECK_FAILS(madvise(at + 3 * PAGE, 3 * PAGE, MADV_DONTNEED), EINVAL);
	CHECK(at[3 * PAGE] == 0 && at[4 * PAGE] == 1 && at[5 * PAGE] == 1);
	CHECK_FAILS(madvise(at + 4 * PAGE, PAGE, MADV_FREE), EINVAL);
	CHECK(munlock(at + 4 * PAGE, PAGE) == 0);
	CHECK(madvise(at + 4 * PAGE, PAGE, MADV_DONTNEED) == 0 && at[4 * PAGE] == 0);
	CHECK(munmap(at, 6 * PAGE) == 0);
	CHECK_FAILS(madvise(at, PAGE, MADV_DONTNEED), ENOMEM);
}

static void harmless(void)
{
	static const int advice[] = {MADV_NORMAL,     MADV_RANDOM,   MADV_SEQUENTIAL,
	                             MADV_WILLNEED,   MADV_DONTFORK, MADV_DOFORK,
	                             MADV_DONTDUMP,   MADV_DODUMP,   MADV_WIPEONFORK,
	                             MADV_KEEPONFORK, MADV_COLD};
	char *at = mmap(NULL, 2 * PAGE, BOTH, ANON, -1, 0);
	memset(at, 9, 2 * PAGE);
	for (unsigned i = 0; i < sizeof advice / sizeof *advice; i++)
		CHECK(madvise(at, 2 * PAGE, advice[i]) == 0);
	CHECK(at[0] == 9 && at[2 * PAGE - 1] == 9);
	CHECK(munmap(at, 2 * PAGE) == 0);
}

static void residence(void)
{
	char *at = mmap(NULL, 32 * PAGE, BOTH, ANON, -1, 0);
	CHECK(madvise(at, 32 * PAGE, MADV_NOHUGEPAGE) == 0 || errno == EINVAL);
	CHECK(present(at, 32) == 0);
	at[3 * PAGE] = at[4 * PAGE] = at[31 * PAGE] = 1;
	CHECK(present(at, 32) == 3 && present(at + 4 * PAGE, 1) == 1);
	CHECK(mprotect(at + 4 * PAGE, PAGE, PROT_NONE) == 0);
	CHECK(present(at, 32) == 3);
	CHECK(madvise(at, 32 * PAGE, MADV_DONTNEED) == 0);
	CHECK(present(at, 32) == 0);
	CHECK_FAILS(madvise(at, 6 * PAGE, POPULATE_WRITE), EINVAL); /* no access */
	CHECK(madvise(at + 8 * PAGE, 5 * PAGE, POPULATE_WRITE) == 0);
	CHECK(present(at + 8 * PAGE, 24) == 5);
	CHECK(madvise(at + 20 * PAGE, 2 * PAGE, POPULATE_READ) == 0);
	CHECK(present(at + 16 * PAGE, 16) == 2);
	CHECK(mprotect(at + 24 * PAGE, PAGE, PROT_READ) == 0);
	CHECK_FAILS(madvise(at + 24 * PAGE, PAGE, POPULATE_WRITE), EINVAL);
	CHECK(madvise(at + 24 * PAGE, PAGE, POPULATE_READ) == 0);
	CHECK(munmap(at + 10 * PAGE, PAGE) == 0);
	CHECK_FAILS(madvise(at + 8 * PAGE, 5 * PAGE, POPULATE_READ), ENOMEM);
	unsigned char vector[32];
	CHECK_FAILS(mincore(at + 8 * PAGE, 5 * PAGE, vector), ENOMEM);
	CHECK_FAILS(mincore(at + 1, PAGE, vector), EINVAL);
	CHECK_FAILS(mincore(at, SIZE_MAX, vector), ENOMEM);
	CHECK_FAILS(mincore(at, PAGE, (unsigned char *)8), EFAULT);
	CHECK_FAILS(mincore(at, PAGE, (unsigned char *)-PAGE), EFAULT);
	CHECK(mincore(at, 0, vector) == 0);
	CHECK(mincore((void *)((uintptr_t)&check_failures & -PAGE), PAGE, vector) == 0);
	CHECK(munmap(at, 32 * PAGE) == 0);
	at = mmap(NULL, 4 * PAGE, BOTH, ANON | MAP_POPULATE, -1, 0);
	CHECK(present(at, 4) == 4);
	CHECK(munmap(at, 4 * PAGE) == 0);
}

/* 8 MiB at a time, 200 MiB in all. */
static void give_back(int advice)
{
	size_t size = 8 << 20;
	char *at = mmap(NULL, size, BOTH, ANON, -1, 0);
	CHECK(at != MAP_FAILED);
	for (int round = 0; round < 25; round++) {
		for (size_t i = 0; i < size; i += PAGE)
			at[i] = (char)round;
		CHECK(madvise(at, size, advice) == 0);
	}
	CHECK(munmap(at, size) == 0);
}

static void synchronise(void)
{
	char *at = mmap(NULL, 3 * PAGE, BOTH, ANON, -1, 0);
	CHECK(msync(at, 3 * PAGE, MS_SYNC) == 0);
	CHECK(msync(at, 3 * PAGE, MS_ASYNC | MS_INVALIDATE) == 0);
	CHECK(msync(at, 0, 0) == 0);
	CHECK_FAILS(msync(at, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	CHECK_FAILS(msync(at, PAGE, 8), EINVAL);
	CHECK_FAILS(msync(at + 1, PAGE, MS_SYNC), EINVAL);
	CHECK_FAILS(msync(at, -PAGE, MS_SYNC), ENOMEM);
	CHECK(mlock(at, PAGE) == 0);
	CHECK_FAILS(msync(at, PAGE, MS_INVALIDATE), EBUSY);
	CHECK(munmap(at + PAGE, PAGE) == 0);
	CHECK_FAILS(msync(at, 3 * PAGE, MS_SYNC), ENOMEM);
	CHECK(munmap(at, 3 * PAGE) == 0);
}

int main(void)
{
	errors();
	harmless();
	residence();
	give_back(MADV_DONTNEED);
	give_back(MADV_FREE);
	synchronise();
	return check_result();
}
