/* SPDX-License-Identifier: ISC */
/*
 * Without `samara cc --jit` no memory becomes executable: not new, not later, not with a
 * detour.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/mman.h>

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)

int main(void)
{
	static const int with[] = {PROT_EXEC, PROT_READ | PROT_EXEC, BOTH | PROT_EXEC};

	for (unsigned i = 0; i < 3; i++) {
		CHECK_FAILS(mmap(NULL, PAGE, with[i], ANON, -1, 0), EACCES);
		char *at = mmap(NULL, PAGE, BOTH, ANON, -1, 0);
		CHECK_FAILS(mprotect(at, PAGE, with[i]), EACCES);
		CHECK(mprotect(at, PAGE, PROT_READ) == 0);
		CHECK_FAILS(mprotect(at, PAGE, with[i]), EACCES);
		CHECK(mprotect(at, PAGE, PROT_NONE) == 0);
		CHECK_FAILS(mprotect(at, PAGE, with[i]), EACCES);
		CHECK_FAILS(mmap(at, PAGE, with[i], ANON | MAP_FIXED, -1, 0), EACCES);
		CHECK(munmap(at, PAGE) == 0);
		at = mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0);
		CHECK_FAILS(mprotect(at, PAGE, with[i]), EACCES);
		CHECK(munmap(at, PAGE) == 0);
	}
	return check_result();
}
