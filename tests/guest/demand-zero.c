/* SPDX-License-Identifier: ISC */
/*
 * Memory is given on first touch and reads as zero: a mapping larger than the VM's memory
 * is fine with MAP_NORESERVE, as long as little of it is touched. (What the image brings
 * along, such as large static arrays, must fit: monitors place it.)
 *
 * memory: 16M
 */
#include "check.h"
#include <sys/mman.h>

#define SIZE (256ul << 20)
#define STEP (5ul << 20)

static char array[8 << 20];

int main(void)
{
	char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(map != MAP_FAILED);
	for (size_t i = 0; i < SIZE; i += STEP) {
		CHECK(map[i + STEP - 1 < SIZE ? i + STEP - 1 : i] == 0);
		map[i] = 2;
	}
	for (size_t i = 0; i < SIZE; i += STEP)
		CHECK(map[i] == 2 && map[i + 1] == 0);
	for (size_t i = 0; i < sizeof array; i += 4096)
		CHECK(array[i] == 0);
	CHECK(munmap(map, SIZE) == 0);
	return check_result();
}
