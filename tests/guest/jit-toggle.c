/* SPDX-License-Identifier: ISC */
/*
 * jit=toggle: memory goes from writable to executable and back, and is never both.
 *
 * flags: --jit toggle
 */
#define _GNU_SOURCE
#include "check.h"
#include "jit-code.h"
#include <sys/mman.h>
#include <sys/random.h>

#define PAGE  4096ul
#define PAGES 5
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH  (PROT_READ | PROT_WRITE)
#define CODE  (PROT_READ | PROT_EXEC)

static char data[2 * PAGE];

int main(void)
{
	char *at = mmap(NULL, PAGES * PAGE, BOTH, ANON, -1, 0);
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < PAGES; i++)
			emit(at + i * PAGE + round * 16, round * 100 + i);
		CHECK(mprotect(at, PAGES * PAGE, CODE) == 0);
		for (unsigned i = 0; i < PAGES; i++)
			CHECK(call(at + i * PAGE + round * 16) == (int)(round * 100 + i));
		CHECK_FAILS(getrandom(at, 1, 0), EFAULT); /* can't be written */
		CHECK(mprotect(at, PAGES * PAGE, BOTH) == 0);
	}
	/* one page alone */
	emit(at + PAGE, 77);
	CHECK(mprotect(at + PAGE, PAGE, CODE) == 0);
	CHECK(call(at + PAGE) == 77 && getrandom(at, 1, 0) == 1);
	char *moved = mremap(at + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
	                     at + 3 * PAGE);
	CHECK(moved == at + 3 * PAGE && call(moved) == 77);
	/* from nothing, and given back */
	char *late = mmap(NULL, PAGE, PROT_NONE, ANON, -1, 0);
	CHECK(mprotect(late, PAGE, BOTH) == 0);
	emit(late, 5);
	CHECK(mprotect(late, PAGE, CODE) == 0 && call(late) == 5);
	CHECK(mprotect(late, PAGE, PROT_NONE) == 0 && mprotect(late, PAGE, CODE) == 0);
	CHECK(call(late) == 5);
	/* never both */
	CHECK_FAILS(mmap(NULL, PAGE, BOTH | PROT_EXEC, ANON, -1, 0), EACCES);
	CHECK_FAILS(mprotect(at, PAGE, BOTH | PROT_EXEC), EACCES);
	CHECK_FAILS(mprotect(late, PAGE, BOTH | PROT_EXEC), EACCES);
	CHECK_FAILS(mprotect((char *)((uintptr_t)(data + PAGE) & -PAGE), PAGE,
	                     BOTH | PROT_EXEC),
	            EACCES);
	/* the program's own code stays as it is */
	CHECK_FAILS(mprotect((char *)((uintptr_t)&main & -PAGE), PAGE, BOTH), EACCES);
	return check_result();
}
