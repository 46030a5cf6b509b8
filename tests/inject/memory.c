/* SPDX-License-Identifier: ISC */
/*
 * The memory calls under fault injection: whichever allocation fails, the call says so
 * and nothing has changed but what Linux would have changed as well; the next try
 * succeeds; at the end all is given back. The exit status is 0 whatever fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE  4096ul
#define PAGES 24
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH  (PROT_READ | PROT_WRITE)

/* The call again where it failed for want of memory, which it does a few times at most.
 */
#define AGAIN(call, failure)                                                   \
	({                                                                     \
		__typeof__(call) again_result;                                 \
		int again_tries = 0;                                           \
		do                                                             \
			again_result = (call);                                 \
		while (again_result == (failure) && again_may(++again_tries)); \
		if (again_result == (failure))                                 \
			wrong(__LINE__, #call);                                \
		again_result;                                                  \
	})

static void wrong(int line, const char *what)
{
	dprintf(2, "memory.c:%d: not so: %s (errno %d)\n", line, what, errno);
	_exit(3);
}

static int again_may(int tries)
{
	return tries < 5 && (errno == ENOMEM || errno == EAGAIN);
}

static void expect(char *at, size_t pages, int byte)
{
	for (size_t i = 0; i < pages; i++)
		if (at[i * PAGE] != byte)
			wrong(__LINE__, "contents");
}

static void protect_and_move(void)
{
	char *at = AGAIN(mmap(NULL, PAGES * PAGE, BOTH, ANON, -1, 0), MAP_FAILED);

	memset(at, 7, PAGES * PAGE);
	for (size_t i = 1; i < PAGES; i += 2)
		AGAIN(mprotect(at + i * PAGE, PAGE, PROT_READ), -1);
	expect(at, PAGES, 7);
	AGAIN(mprotect(at, PAGES * PAGE, BOTH), -1);
	memset(at, 8, PAGES * PAGE);
	char *big = AGAIN(mremap(at, PAGES * PAGE, 2 * PAGES * PAGE, MREMAP_MAYMOVE),
	                  MAP_FAILED);
	expect(big, PAGES, 8);
	expect(big + PAGES * PAGE, PAGES, 0);
	char *to = AGAIN(mmap(NULL, PAGES * PAGE, PROT_NONE, ANON, -1, 0), MAP_FAILED);
	AGAIN(mremap(big + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to + PAGE),
	      MAP_FAILED);
	expect(to + PAGE, 1, 8);
	AGAIN(munmap(big + 5 * PAGE, PAGE), -1);
	AGAIN(munmap(big, 2 * PAGES * PAGE), -1);
	AGAIN(munmap(to, PAGES * PAGE), -1);
}

static void leave_behind(void)
{
	char *at = AGAIN(mmap(NULL, 4 * PAGE, BOTH, ANON, -1, 0), MAP_FAILED);

	memset(at, 5, 4 * PAGE);
	char *to = AGAIN(mremap(at, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | 4, NULL),
	                 MAP_FAILED);
	expect(to, 4, 5);
	expect(at, 4, 0);
	AGAIN(munmap(at, 4 * PAGE), -1);
	AGAIN(munmap(to, 4 * PAGE), -1);
}

static void advise_and_lock(void)
{
	char *at = AGAIN(mmap(NULL, PAGES * PAGE, BOTH, ANON, -1, 0), MAP_FAILED);

	memset(at, 3, PAGES * PAGE);
	AGAIN(mlock(at + PAGE, 3 * PAGE), -1);
	AGAIN(munlock(at, PAGES * PAGE), -1);
	AGAIN(madvise(at + 2 * PAGE, 2 * PAGE, MADV_DONTNEED), -1);
	expect(at + 2 * PAGE, 2, 0);
	expect(at + 4 * PAGE, PAGES - 4, 3);
	AGAIN(munmap(at, PAGES * PAGE), -1);
}

static void allocate(void)
{
	void *block[40];

	for (size_t i = 0; i < 40; i++) {
		block[i] = AGAIN(malloc(i * 1000 + 1), NULL);
		memset(block[i], (int)i, i * 1000 + 1);
	}
	for (size_t i = 0; i < 40; i += 2)
		block[i] = AGAIN(realloc(block[i], 60000 - i * 1000), NULL);
	for (size_t i = 0; i < 40; i++) {
		if (*(unsigned char *)block[i] != i)
			wrong(__LINE__, "contents of a block");
		free(block[i]);
	}
}

/* Where much would be mapped now: elsewhere as long as something is in its way. */
static char *room(void)
{
	size_t size = 16 * PAGES * PAGE;
	char *at = AGAIN(mmap(NULL, size, PROT_NONE, ANON, -1, 0), MAP_FAILED);

	AGAIN(munmap(at, size), -1);
	return at;
}

int main(void)
{
	for (int round = 0; round < 3; round++) {
		char *before = room();
		protect_and_move();
		leave_behind();
		advise_and_lock();
		if (room() != before)
			wrong(__LINE__, "nothing is left mapped");
		allocate();
	}
	return 0;
}
