/* SPDX-License-Identifier: ISC */
/*
 * MAP_GROWSDOWN: an access below the area lets it grow, by the program and by a system
 * call, until it comes within 1 MiB of what lies below, or is 8 MiB large.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/random.h>

#define PAGE 4096ul
#define MIB  (1ul << 20)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)

static int writable(char *at)
{
	return getrandom(at, 1, 0) == 1;
}

/* A place with nothing for 16 MiB below its end, but a page at `barrier`. */
static char *place(char **barrier, int protection)
{
	char *at = mmap(NULL, 16 * MIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	CHECK(at != MAP_FAILED && munmap(at, 16 * MIB) == 0);
	*barrier = mmap(at, PAGE, protection, ANON | MAP_FIXED, -1, 0);
	CHECK(*barrier == at);
	char *top = at + 16 * MIB;
	CHECK(mmap(top - 2 * PAGE, 2 * PAGE, BOTH, ANON | MAP_FIXED | MAP_GROWSDOWN, -1,
	           0) == top - 2 * PAGE);
	return top;
}

static void grow(void)
{
	char *barrier, *top = place(&barrier, PROT_READ);
	top[-1] = 1;
	for (unsigned i = 3; i < 50; i++) {
		top[-(long)(i * PAGE) + 7] = (char)i;
		CHECK(top[-1] == 1);
	}
	CHECK(writable(top - 200 * PAGE));
	CHECK(top[-150 * (long)PAGE] == 0); /* what lies between is there, too */
	CHECK(writable(top - 8 * MIB));
	CHECK(!writable(top - 8 * MIB - 1));
	CHECK(munmap(top - 8 * MIB, 8 * MIB) == 0);
	CHECK(!writable(top - PAGE));
	CHECK(munmap(barrier, PAGE) == 0);
}

static void keep_away(int protection, int gap)
{
	char *barrier, *top = place(&barrier, protection);
	CHECK(munmap(barrier, PAGE) == 0);
	barrier = top - 4 * MIB;
	CHECK(mmap(barrier, PAGE, protection, ANON | MAP_FIXED, -1, 0) == barrier);
	CHECK(writable(barrier + PAGE + MIB));
	CHECK(writable(barrier + MIB) == !gap);
	CHECK(munmap(barrier, 4 * MIB) == 0);
}

int main(void)
{
	grow();
	keep_away(PROT_READ, 1);
	keep_away(PROT_NONE, 0); /* such a page is a guard itself */
	return check_result();
}
