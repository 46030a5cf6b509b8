/* SPDX-License-Identifier: ISC */
/*
 * mprotect(2) over several areas: what lies before a hole is changed, the order of the
 * errors, PROT_GROWSDOWN; protection keys on a processor that has none.
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

static int writable(void *at)
{
	return getrandom(at, 1, 0) == 1;
}

static long raw(void *at, size_t length, unsigned long protection)
{
	return syscall(SYS_mprotect, at, length, protection);
}

static void errors(void)
{
	char *at = mmap(NULL, 4 * PAGE, BOTH, ANON, -1, 0);
	CHECK_FAILS(raw(at + 1, 0, PROT_READ), EINVAL);
	CHECK(raw(at, 0, 0x100) == 0);
	CHECK_FAILS(raw(at, SIZE_MAX, 0x100), ENOMEM);
	CHECK_FAILS(raw(at, PAGE, 0x100), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PROT_READ | PROT_GROWSUP), EINVAL);
	CHECK_FAILS(raw(at, PAGE, PROT_READ | PROT_GROWSDOWN), EINVAL);
	CHECK(munmap(at, 4 * PAGE) == 0);
	CHECK_FAILS(raw(at, PAGE, PROT_READ), ENOMEM);
}

static void holes(void)
{
	char *at = mmap(NULL, 8 * PAGE, BOTH, ANON, -1, 0);
	CHECK(munmap(at + 4 * PAGE, PAGE) == 0);
	CHECK(mprotect(at + 2 * PAGE, PAGE, PROT_NONE) == 0);
	CHECK_FAILS(mprotect(at + PAGE, 6 * PAGE, PROT_READ), ENOMEM);
	CHECK(writable(at) && !writable(at + PAGE) && !writable(at + 3 * PAGE));
	CHECK(at[2 * PAGE] == 0); /* can be read again */
	CHECK(writable(at + 5 * PAGE));
	/* a hole at the beginning: nothing */
	CHECK_FAILS(mprotect(at + 4 * PAGE, 2 * PAGE, PROT_READ), ENOMEM);
	CHECK(writable(at + 5 * PAGE));
	CHECK(munmap(at, 8 * PAGE) == 0);
}

static void grows_down(void)
{
	char *at = mmap(NULL, 4 * PAGE, BOTH, ANON | MAP_GROWSDOWN, -1, 0);
	CHECK(at != MAP_FAILED);
	CHECK(mprotect(at + 2 * PAGE, PAGE, PROT_READ | PROT_GROWSDOWN) == 0);
	CHECK(!writable(at) && !writable(at + 2 * PAGE) && writable(at + 3 * PAGE));
	CHECK(munmap(at, 4 * PAGE) == 0);
	int local = 0;
	char *stack = (char *)((uintptr_t)&local & -PAGE);
	CHECK(mprotect(stack, PAGE, BOTH | PROT_GROWSDOWN) == 0);
	CHECK(local == 0);
}

static void keys(void)
{
	char *at = mmap(NULL, PAGE, BOTH, ANON, -1, 0);
	CHECK_FAILS(syscall(SYS_pkey_alloc, 1, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_pkey_alloc, 0, 4), EINVAL);
	CHECK(syscall(SYS_pkey_alloc, 0, 0) == -1);
	CHECK(errno == ENOSPC || errno == EINVAL); /* the manual; Linux 6.18 */
	CHECK_FAILS(syscall(SYS_pkey_free, 3), EINVAL);
	CHECK_FAILS(syscall(SYS_pkey_mprotect, at, PAGE, PROT_READ, 3), EINVAL);
	CHECK(syscall(SYS_pkey_mprotect, at, PAGE, PROT_READ, -1) == 0);
	CHECK(!writable(at));
	CHECK(munmap(at, PAGE) == 0);
}

int main(void)
{
	errors();
	holes();
	grows_down();
	keys();
	return check_result();
}
