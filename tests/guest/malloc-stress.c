/* SPDX-License-Identifier: ISC */
/*
 * Blocks of all sizes come and go in a fixed random order; each keeps its own bytes until
 * it is freed. calloc's are zero, realloc's keep their beginning.
 */
#include "check.h"
#include <stdint.h>
#include <stdlib.h>

#define BLOCKS 400
#define ROUNDS 15000

static struct {
	unsigned char *at;
	size_t size;
	unsigned char mark;
} block[BLOCKS];

static uint32_t state = 12345;

static uint32_t number(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(state >> 8) * below >> 24);
}

static size_t some_size(void)
{
	return number(100) == 0  ? number(300000)
	       : number(20) == 0 ? number(20000)
	                         : number(500);
}

static void verify(int i)
{
	for (size_t n = 0; n < block[i].size; n++)
		if (block[i].at[n] != block[i].mark) {
			CHECK(block[i].at[n] == block[i].mark);
			return;
		}
}

static void allocate(int i)
{
	block[i].size = some_size();
	block[i].mark = (unsigned char)number(256);
	if (number(2)) {
		block[i].at = malloc(block[i].size);
	} else {
		block[i].at = calloc(1, block[i].size);
		block[i].mark = 0;
		verify(i);
	}
	CHECK(block[i].at != NULL);
	memset(block[i].at, block[i].mark, block[i].size);
}

static void resize(int i)
{
	size_t size = some_size();
	unsigned char *at = realloc(block[i].at, size + 1);
	CHECK(at != NULL);
	if (size < block[i].size)
		block[i].size = size;
	block[i].at = at;
	verify(i);
	block[i].size = size;
	memset(at, block[i].mark, size);
}

int main(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		int i = (int)number(BLOCKS);
		if (block[i].at == NULL) {
			allocate(i);
		} else if (number(4) == 0) {
			resize(i);
		} else {
			verify(i);
			free(block[i].at);
			block[i].at = NULL;
		}
	}
	for (int i = 0; i < BLOCKS; i++)
		free(block[i].at);
	for (size_t alignment = 16; alignment <= 65536; alignment *= 2) {
		void *p = aligned_alloc(alignment, 1000);
		CHECK(p != NULL && (uintptr_t)p % alignment == 0);
		free(p);
	}
	return check_result();
}
