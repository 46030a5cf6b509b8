/* SPDX-License-Identifier: ISC */
/*
 * Memory is given on first touch and reads as zero: a mapping and an array larger than
 * the VM's memory are fine as long as little of them is touched.
 *
 * memory: 16M
 */
#include "check.h"
#include <sys/mman.h>

#define SIZE (256ul << 20)
#define STEP (5ul << 20)

static char array[SIZE];

int main(void)
{
	char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                 -1, 0);
	CHECK(map != MAP_FAILED);
	for (size_t i = 0; i < SIZE; i += STEP) {
		CHECK(array[i] == 0);
		CHECK(map[i + STEP - 1 < SIZE ? i + STEP - 1 : i] == 0);
		array[i] = 1;
		map[i] = 2;
	}
	for (size_t i = 0; i < SIZE; i += STEP)
		CHECK(array[i] == 1 && map[i] == 2 && map[i + 1] == 0);
	CHECK(munmap(map, SIZE) == 0);
	return check_result();
}
