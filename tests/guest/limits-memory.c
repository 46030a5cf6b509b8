/* SPDX-License-Identifier: ISC */
/*
 * Limits of memory: RLIMIT_AS and RLIMIT_DATA hold for every way to get some, what is
 * there stays, and raising them makes room again; RLIMIT_MEMLOCK holds for others than
 * root.
 *
 * memory: 128M
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB       (1ul << 20)
#define READ_ONLY PROT_READ
#define BOTH      (PROT_READ | PROT_WRITE)

static int limit(int resource, rlim_t soft)
{
	return setrlimit(resource, &(struct rlimit){soft, RLIM_INFINITY});
}

static void *map(size_t size, int protection, int flags)
{
	return mmap(NULL, size, protection, MAP_ANONYMOUS | flags, -1, 0);
}

static void address_space(void)
{
	char *there = map(2 * MIB, BOTH, MAP_PRIVATE);

	CHECK(there != MAP_FAILED);
	CHECK(limit(RLIMIT_AS, 64 * MIB) == 0);
	CHECK(map(63 * MIB, READ_ONLY, MAP_PRIVATE) == MAP_FAILED && errno == ENOMEM);
	CHECK(map(63 * MIB, PROT_NONE, MAP_SHARED) == MAP_FAILED && errno == ENOMEM);
	CHECK_FAILS(mremap(there, 2 * MIB, 80 * MIB, MREMAP_MAYMOVE), ENOMEM);
	CHECK(malloc(70 * MIB) == NULL && errno == ENOMEM);
	char *part = map(20 * MIB, PROT_NONE, MAP_PRIVATE);
	CHECK(part != MAP_FAILED);
	CHECK(map(50 * MIB, PROT_NONE, MAP_PRIVATE) == MAP_FAILED);
	/* in the place of another it doesn't count twice */
	CHECK(mmap(part, 20 * MIB, READ_ONLY, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1,
	           0) == part);
	CHECK(munmap(part, 20 * MIB) == 0);
	there[MIB] = 1;
	CHECK(limit(RLIMIT_AS, RLIM_INFINITY) == 0);
	part = map(64 * MIB, PROT_NONE, MAP_PRIVATE);
	CHECK(part != MAP_FAILED && munmap(part, 64 * MIB) == 0);
	CHECK(munmap(there, 2 * MIB) == 0);
}

static void data(void)
{
	CHECK(limit(RLIMIT_DATA, 4 * MIB) == 0);
	CHECK(map(5 * MIB, BOTH, MAP_PRIVATE) == MAP_FAILED && errno == ENOMEM);
	CHECK(malloc(5 * MIB) == NULL);
	char *other = map(5 * MIB, READ_ONLY, MAP_PRIVATE);
	CHECK(other != MAP_FAILED && munmap(other, 5 * MIB) == 0);
	other = map(5 * MIB, BOTH, MAP_SHARED);
	CHECK(other != MAP_FAILED && munmap(other, 5 * MIB) == 0);
	other = map(1 * MIB, BOTH, MAP_PRIVATE);
	CHECK(other != MAP_FAILED && munmap(other, 1 * MIB) == 0);
	CHECK(limit(RLIMIT_DATA, RLIM_INFINITY) == 0);
}

static void locked(void)
{
	char *pages = map(MIB, BOTH, MAP_PRIVATE);

	CHECK(pages != MAP_FAILED);
	CHECK(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){65536, 65536}) == 0);
	CHECK(mlock(pages, MIB) == 0 && munlock(pages, MIB) == 0); /* as root */
	CHECK(seteuid(1000) == 0);
	CHECK_FAILS(mlock(pages, 65537), ENOMEM);
	CHECK(mlock(pages, 65536) == 0);
	CHECK(mlock(pages, 4096) == 0); /* not counted twice */
	CHECK_FAILS(mlock(pages + 65536, 4096), ENOMEM);
	CHECK(munlock(pages, 65536) == 0 && mlock(pages + 65536, 4096) == 0);
	CHECK_FAILS(mlockall(MCL_CURRENT), ENOMEM);
	CHECK(munlockall() == 0);
	CHECK(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, 65536}) == 0);
	CHECK_FAILS(mlock(pages, 4096), EPERM);
	CHECK_FAILS(mlockall(MCL_FUTURE), EPERM);
}

int main(void)
{
	address_space();
	data();
	locked();
	return check_result();
}
