/* SPDX-License-Identifier: ISC */
/*
 * At the true limit mmap(2) and malloc say -ENOMEM, all that they gave before can be
 * touched, and unmapping gives it back: whole, in parts, and in a pattern that splits
 * areas. Page tables count, so that many small areas far from each other fit as well.
 *
 * kvm: hardware
 * memory: 8M
 * ways: microvm q35 kvm
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE 4096ul
#define MOST 4000
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTH (PROT_READ | PROT_WRITE)

static char *block[MOST];

static unsigned fill(size_t size)
{
	unsigned count = 0;

	while (count < MOST &&
	       (block[count] = mmap(NULL, size, BOTH, ANON, -1, 0)) != MAP_FAILED)
		count++;
	CHECK(count < MOST && errno == ENOMEM);
	for (unsigned i = 0; i < count; i++)
		for (size_t j = 0; j < size; j += PAGE)
			block[i][j] = (char)(i + j / PAGE);
	for (unsigned i = 0; i < count; i++)
		CHECK(block[i][size - PAGE] == (char)(i + size / PAGE - 1));
	return count;
}

static void give_back(unsigned count, size_t size)
{
	/* every second one first, which splits the area that they have become */
	for (unsigned i = 0; i < count; i += 2)
		CHECK(munmap(block[i], size) == 0);
	for (unsigned i = 1; i < count; i += 2)
		CHECK(munmap(block[i], size) == 0);
}

/* A page every 2 MiB: as many page tables as pages. */
static void sparse(void)
{
	size_t reserved = 16ul << 30;
	char *at = mmap(NULL, reserved, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	unsigned count = 0;

	CHECK(at != MAP_FAILED);
	while (mprotect(at + count * (2ul << 20), PAGE, BOTH) == 0)
		count++;
	CHECK(errno == ENOMEM && count > 200);
	for (unsigned i = 0; i < count; i++)
		at[i * (2ul << 20)] = 1;
	CHECK(munmap(at, reserved) == 0);
}

static unsigned with_malloc(void)
{
	unsigned count = 0;

	while (count < MOST && (block[count] = malloc(10000))) {
		memset(block[count], 1, 10000);
		count++;
	}
	CHECK(count > 300 && count < 800);
	for (unsigned i = 0; i < count; i++)
		free(block[i]);
	return count;
}

int main(void)
{
	unsigned once = 0;

	for (unsigned round = 0; round < 4; round++) {
		unsigned count = fill(PAGE);
		if (round <= 1) /* nodes for the areas of the first stay */
			once = count;
		CHECK(count > 1000 && count + 8 >= once);
		give_back(count, PAGE);
		count = fill(10 * PAGE);
		CHECK(count > 100);
		give_back(count, 10 * PAGE);
		sparse();
	}
	once = with_malloc();
	CHECK(with_malloc() + 8 >= once);
	return check_result();
}
