/* SPDX-License-Identifier: ISC */
/*
 * The flags of mmap(2) and the order of its errors: hints, MAP_FIXED,
 * MAP_FIXED_NOREPLACE, MAP_NORESERVE, MAP_POPULATE, MAP_LOCKED, MAP_STACK, shared memory.
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

/* The C library's own checks aren't asked. */
static void *raw(void *at, size_t length, int protection, int flags, long offset)
{
	return (void *)syscall(SYS_mmap, at, length, protection, flags, -1, offset);
}

static void order_of_errors(void)
{
	/* each has the errors of those below it, too */
	CHECK_FAILS(raw((void *)1, 0, 7, MAP_ANONYMOUS | MAP_FIXED, 1), EINVAL);
	CHECK_FAILS(raw(NULL, PAGE, PROT_READ, MAP_PRIVATE, 0), EBADF);
	CHECK_FAILS(raw((void *)1, 0, 7, MAP_ANONYMOUS | MAP_FIXED, 0), EINVAL);
	CHECK_FAILS(raw(NULL, SIZE_MAX, PROT_READ, MAP_ANONYMOUS, 0), ENOMEM);
	CHECK_FAILS(raw(NULL, 1ul << 50, PROT_READ, MAP_ANONYMOUS, 0), ENOMEM);
	CHECK_FAILS(raw((void *)-PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, 0), ENOMEM);
	CHECK_FAILS(raw(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, 0), EINVAL);
	CHECK_FAILS(raw(NULL, PAGE, PROT_READ, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, 0),
	            EINVAL);
	CHECK_FAILS(raw(NULL, PAGE, BOTH, MAP_ANONYMOUS | MAP_SHARED | MAP_GROWSDOWN, 0),
	            EINVAL);
	char *at = raw(NULL, 2 * PAGE, BOTH, ANON, 0);
	CHECK_FAILS(raw(at + 1, PAGE, BOTH, ANON | MAP_FIXED, 0), EINVAL);
	CHECK_FAILS(raw(at + 1, PAGE, BOTH, ANON | MAP_FIXED_NOREPLACE, 0), EINVAL);
	CHECK_FAILS(raw(at, PAGE, BOTH, MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, 0), EEXIST);
	CHECK(munmap(at, 2 * PAGE) == 0);
}

static void hints(void)
{
	char *at = mmap(NULL, 8 * PAGE, BOTH, ANON, -1, 0);
	CHECK(munmap(at, 8 * PAGE) == 0);
	CHECK(mmap(at + 3 * PAGE, PAGE, BOTH, ANON, -1, 0) == at + 3 * PAGE);
	CHECK(mmap(at + 5 * PAGE + 17, PAGE, BOTH, ANON, -1, 0) == at + 5 * PAGE);
	char *other = mmap(at + 2 * PAGE, 2 * PAGE, BOTH, ANON, -1, 0);
	CHECK(other != MAP_FAILED && other != at + 2 * PAGE);
	CHECK(mmap(at + PAGE, PAGE, BOTH, ANON | MAP_FIXED_NOREPLACE, -1, 0) ==
	      at + PAGE);
	CHECK(munmap(other, 2 * PAGE) == 0);
	CHECK(munmap(at, 8 * PAGE) == 0);
}

/* MAP_FIXED over several areas with holes: all of it is new. */
static void replace(void)
{
	char *at = mmap(NULL, 8 * PAGE, BOTH, ANON, -1, 0);
	memset(at, 3, 8 * PAGE);
	CHECK(mprotect(at + PAGE, PAGE, PROT_NONE) == 0);
	CHECK(munmap(at + 3 * PAGE, PAGE) == 0);
	CHECK(mmap(at + PAGE, 5 * PAGE, BOTH, ANON | MAP_FIXED, -1, 0) == at + PAGE);
	CHECK(at[0] == 3 && at[PAGE - 1] == 3 && at[6 * PAGE] == 3);
	for (unsigned i = 1; i < 6; i++) {
		CHECK(at[i * PAGE] == 0);
		at[i * PAGE] = 1;
	}
	CHECK(munmap(at, 8 * PAGE) == 0);
}

static void accepted(void)
{
	static const int flags[] = {
	        MAP_NORESERVE, MAP_STACK,      MAP_POPULATE,
	        MAP_LOCKED,    MAP_GROWSDOWN,  MAP_DENYWRITE,
	        MAP_NONBLOCK,  MAP_EXECUTABLE, MAP_POPULATE | MAP_NONBLOCK};

	for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
		char *at = mmap(NULL, 3 * PAGE, BOTH, ANON | flags[i], -1, 0);
		CHECK(at != MAP_FAILED);
		CHECK(at[0] == 0 && at[3 * PAGE - 1] == 0);
		memset(at, 1, 3 * PAGE);
		CHECK(munmap(at, 3 * PAGE) == 0);
	}
	char *none = mmap(NULL, PAGE, PROT_NONE, ANON | MAP_POPULATE | MAP_LOCKED, -1, 0);
	CHECK(none != MAP_FAILED);
	CHECK(munmap(none, PAGE) == 0);
}

static void shared(void)
{
	char *at = mmap(NULL, 4 * PAGE, BOTH, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(at != MAP_FAILED);
	memset(at, 5, 4 * PAGE);
	/* the object that is mapped keeps its pages */
	CHECK(madvise(at, 2 * PAGE, MADV_DONTNEED) == 0);
	CHECK(at[0] == 5 && at[2 * PAGE] == 5);
	CHECK_FAILS(madvise(at, PAGE, MADV_FREE), EINVAL);
	CHECK_FAILS(madvise(at, PAGE, MADV_WIPEONFORK), EINVAL);
	CHECK(madvise(at, PAGE, MADV_REMOVE) == 0);
	CHECK(at[0] == 0 && at[PAGE] == 5);
	CHECK(mprotect(at + PAGE, PAGE, PROT_READ) == 0);
	CHECK(madvise(at + PAGE, PAGE, MADV_REMOVE) == 0 && at[PAGE] == 0);
	CHECK(munmap(at, 4 * PAGE) == 0);
}

int main(void)
{
	order_of_errors();
	hints();
	replace();
	accepted();
	shared();
	return check_result();
}
