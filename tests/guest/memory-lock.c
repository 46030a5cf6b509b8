/* SPDX-License-Identifier: ISC */
/*
 * mlock(2), mlock2(2), munlock(2), mlockall(2), munlockall(2), as root.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)

static int present(char *at)
{
	unsigned char vector = 0;
	CHECK(mincore(at, PAGE, &vector) == 0);
	return vector & 1;
}

/* A locked page isn't given back. */
static int locked(char *at)
{
	return madvise(at, PAGE, MADV_DONTNEED) == -1 && errno == EINVAL;
}

static char key[3 * PAGE];

static void ranges(void)
{
	char *at = mmap(NULL, 8 * PAGE, BOTH, ANON, -1, 0);
	CHECK(mlock(at + PAGE + 5, 1) == 0);
	CHECK(present(at + PAGE) && locked(at + PAGE) && !locked(at) &&
	      !locked(at + 2 * PAGE));
	CHECK(mlock(at + 3 * PAGE + PAGE - 1, 2) == 0); /* two pages */
	CHECK(locked(at + 3 * PAGE) && locked(at + 4 * PAGE));
	CHECK(munlock(at + PAGE, 3 * PAGE) == 0);
	CHECK(!locked(at + PAGE) && !locked(at + 3 * PAGE) && locked(at + 4 * PAGE));
	CHECK(mlock(at, 0) == 0);
	CHECK_FAILS(mlock(at, -2 * PAGE), EINVAL);
	CHECK(munmap(at + 6 * PAGE, PAGE) == 0);
	CHECK_FAILS(mlock(at + 5 * PAGE, 3 * PAGE), ENOMEM);
	CHECK(locked(at + 5 * PAGE)); /* up to the hole */
	CHECK_FAILS(munlock(at + 6 * PAGE, PAGE), ENOMEM);
	CHECK(mprotect(at, PAGE, PROT_NONE) == 0);
	CHECK_FAILS(mlock(at, PAGE), ENOMEM);
	CHECK(mprotect(at + 2 * PAGE, PAGE, PROT_READ) == 0);
	CHECK(mlock(at + 2 * PAGE, PAGE) == 0);
	CHECK(munmap(at, 8 * PAGE) == 0);
	CHECK(mlock(key + 100, PAGE) == 0); /* of the program itself */
	CHECK(munlock(key + 100, PAGE) == 0);
	int local;
	CHECK(mlock(&local, sizeof local) == 0);
	CHECK(munlock(&local, sizeof local) == 0);
}

static void on_fault(void)
{
	char *at = mmap(NULL, 2 * PAGE, BOTH, ANON, -1, 0);
	CHECK_FAILS(syscall(SYS_mlock2, at, PAGE, 2), EINVAL);
	CHECK(syscall(SYS_mlock2, at, PAGE, 1) == 0);
	CHECK(!present(at) && locked(at));
	CHECK(syscall(SYS_mlock2, at + PAGE, PAGE, 0) == 0);
	CHECK(present(at + PAGE));
	/* it grows with its pages */
	char *big = mremap(at + PAGE, PAGE, 4 * PAGE, MREMAP_MAYMOVE);
	CHECK(big != MAP_FAILED && locked(big) && present(big + 3 * PAGE));
	CHECK(munmap(big, 4 * PAGE) == 0);
	CHECK(munmap(at, PAGE) == 0);
}

static void all(void)
{
	char *at = mmap(NULL, 2 * PAGE, BOTH, ANON, -1, 0);
	CHECK_FAILS(mlockall(0), EINVAL);
	CHECK_FAILS(mlockall(4), EINVAL);
	CHECK_FAILS(mlockall(8 | MCL_CURRENT), EINVAL);
	CHECK(mlockall(MCL_FUTURE) == 0);
	CHECK(!present(at) && !locked(at));
	char *later = mmap(NULL, PAGE, BOTH, ANON, -1, 0);
	CHECK(present(later) && locked(later));
	CHECK(mlockall(MCL_CURRENT) == 0);
	CHECK(present(at) && locked(at));
	char *again = mmap(NULL, PAGE, BOTH, ANON, -1, 0);
	CHECK(!present(again) && !locked(again));
	CHECK(munlockall() == 0);
	CHECK(!locked(at) && !locked(later));
	CHECK(munmap(at, 2 * PAGE) == 0);
	CHECK(munmap(later, PAGE) == 0);
	CHECK(munmap(again, PAGE) == 0);
	char *locking = mmap(NULL, PAGE, BOTH, ANON | MAP_LOCKED, -1, 0);
	CHECK(present(locking) && locked(locking));
	CHECK(munmap(locking, PAGE) == 0);
}

int main(void)
{
	ranges();
	on_fault();
	all();
	return check_result();
}
