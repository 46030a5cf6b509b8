/* SPDX-License-Identifier: ISC */
/*
 * Resource limits of memory: RLIMIT_AS, RLIMIT_DATA for brk(2) and private writable
 * memory, RLIMIT_MEMLOCK for whoever isn't root.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096ul
#define MIB  (1ul << 20)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)

static void limit(int resource, rlim_t value)
{
	struct rlimit limit = {value, RLIM_INFINITY};
	if (resource == RLIMIT_MEMLOCK)
		limit.rlim_max = value;
	CHECK(setrlimit(resource, &limit) == 0);
}

static void address_space(void)
{
	limit(RLIMIT_AS, 40 * MIB);
	CHECK_FAILS(mmap(NULL, 41 * MIB, PROT_NONE, ANON, -1, 0), ENOMEM);
	char *at = mmap(NULL, 10 * MIB, PROT_NONE, ANON, -1, 0);
	CHECK(at != MAP_FAILED);
	CHECK_FAILS(mmap(NULL, 31 * MIB, PROT_NONE, ANON, -1, 0), ENOMEM);
	CHECK_FAILS(mremap(at, 10 * MIB, 41 * MIB, MREMAP_MAYMOVE), ENOMEM);
	/* in place of what is there */
	CHECK(mmap(at, 10 * MIB, PROT_NONE, ANON | MAP_FIXED, -1, 0) == at);
	CHECK(munmap(at, 10 * MIB) == 0);
	limit(RLIMIT_AS, RLIM_INFINITY);
}

static void data(void)
{
	uintptr_t end = (uintptr_t)syscall(SYS_brk, 0);
	limit(RLIMIT_DATA, 4 * MIB);
	CHECK((uintptr_t)syscall(SYS_brk, end + 5 * MIB) == end);
	CHECK_FAILS(mmap(NULL, 5 * MIB, BOTH, ANON, -1, 0), ENOMEM);
	char *at = mmap(NULL, 5 * MIB, PROT_READ, ANON, -1, 0);
	CHECK(at != MAP_FAILED && munmap(at, 5 * MIB) == 0);
	at = mmap(NULL, 5 * MIB, BOTH, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(at != MAP_FAILED && munmap(at, 5 * MIB) == 0);
	limit(RLIMIT_DATA, RLIM_INFINITY);
	CHECK((uintptr_t)syscall(SYS_brk, end + 5 * MIB) == end + 5 * MIB);
	CHECK((uintptr_t)syscall(SYS_brk, end) == end);
}

static void locked(void)
{
	char *at = mmap(NULL, 32 * PAGE, BOTH, ANON, -1, 0);
	limit(RLIMIT_MEMLOCK, 8 * PAGE);
	CHECK(mlock(at, 16 * PAGE) == 0 && munlock(at, 16 * PAGE) == 0); /* root */
	CHECK(setresuid(1000, 1000, 1000) == 0);
	CHECK_FAILS(mlock(at, 9 * PAGE), ENOMEM);
	CHECK(mlock(at, 6 * PAGE) == 0);
	CHECK_FAILS(mlock(at + 6 * PAGE, 3 * PAGE), ENOMEM);
	CHECK(mlock(at + 4 * PAGE, 4 * PAGE) == 0); /* some are locked already */
	CHECK_FAILS(mmap(NULL, PAGE, BOTH, ANON | MAP_LOCKED, -1, 0), EAGAIN);
	CHECK(munlock(at, 8 * PAGE) == 0);
	limit(RLIMIT_MEMLOCK, 0);
	CHECK_FAILS(mlock(at, PAGE), EPERM);
	CHECK_FAILS(mlockall(MCL_CURRENT), EPERM);
	/* musl would make ENOMEM of it */
	CHECK_FAILS(syscall(SYS_mmap, 0, PAGE, BOTH, ANON | MAP_LOCKED, -1, 0), EPERM);
	CHECK(munmap(at, 32 * PAGE) == 0);
}

int main(void)
{
	address_space();
	data();
	locked();
	return check_result();
}
