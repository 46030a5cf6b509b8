/* SPDX-License-Identifier: ISC */
/*
 * jit=fault: memory with all three protections is written and executed in turn, each page
 * for itself, without a call in between; also where a system call is what writes.
 *
 * flags: --jit fault
 */
#define _GNU_SOURCE
#include "check.h"
#include "jit-code.h"
#include <sys/mman.h>
#include <sys/random.h>

#define PAGE  4096ul
#define PAGES 6
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS)
#define ALL   (PROT_READ | PROT_WRITE | PROT_EXEC)

int main(void)
{
	char *at = mmap(NULL, PAGES * PAGE, ALL, ANON, -1, 0);
	CHECK(at != MAP_FAILED && at[0] == 0);
	for (unsigned round = 0; round < 60; round++) {
		for (unsigned i = 0; i < PAGES; i++)
			emit(at + i * PAGE + round * 16, round * 100 + i);
		for (unsigned i = 0; i < PAGES; i++)
			CHECK(call(at + i * PAGE + round * 16) == (int)(round * 100 + i));
	}
	/* the same place, again and again; and one that lies across pages */
	for (unsigned round = 0; round < 500; round++) {
		emit(at, round);
		emit(at + 2 * PAGE - 3, round + 1);
		CHECK(call(at) == (int)round);
		CHECK(call(at + 2 * PAGE - 3) == (int)round + 1);
	}
	/* now it's executable; the libos writes there */
	CHECK(call(at) == 499 && getrandom(at, 4, 0) == 4);
	emit(at, 3);
	CHECK(call(at) == 3);
	/* it moves, grows, and has parts with less */
	char *big = mremap(at, PAGES * PAGE, 2 * PAGES * PAGE, MREMAP_MAYMOVE);
	CHECK(big != MAP_FAILED && call(big) == 3);
	emit(big + PAGES * PAGE, 4);
	CHECK(call(big + PAGES * PAGE) == 4);
	CHECK(mprotect(big, PAGE, PROT_READ | PROT_EXEC) == 0 && call(big) == 3);
	CHECK_FAILS(getrandom(big, 1, 0), EFAULT);
	CHECK(mprotect(big, PAGE, ALL) == 0);
	emit(big, 8);
	CHECK(call(big) == 8);
	CHECK(madvise(big, PAGE, MADV_DONTNEED) == 0 && big[0] == 0);
	emit(big, 9);
	CHECK(call(big) == 9);
	CHECK(munmap(big, 2 * PAGES * PAGE) == 0);
	/* toggling works here, too */
	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);
	emit(at, 6);
	CHECK(mprotect(at, PAGE, PROT_READ | PROT_EXEC) == 0 && call(at) == 6);
	return check_result();
}
