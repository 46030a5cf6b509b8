/* SPDX-License-Identifier: ISC */
/*
 * More areas than there may be: -ENOMEM from mmap(2), mprotect(2) and from a munmap(2)
 * that would split one, about where Linux's vm.max_map_count is; what makes fewer still
 * works.
 *
 * memory: 32M
 * limit: 200
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/mman.h>

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)

int main(void)
{
	size_t pages = 140000, count = 0;
	char *at = mmap(NULL, pages * PAGE, PROT_NONE, ANON, -1, 0);
	CHECK(at != MAP_FAILED);
	/* each makes two more */
	while (count < pages && munmap(at + (count + 1) * PAGE, PAGE) == 0)
		count += 2;
	CHECK(errno == ENOMEM && count > 2 * 65000 && count < 2 * 65531);
	CHECK_FAILS(mprotect(at + (count + 4) * PAGE, PAGE, PROT_READ), ENOMEM);
	char *other = mmap(NULL, PAGE, PROT_NONE, ANON | MAP_SHARED, -1, 0);
	CHECK(other == MAP_FAILED);
	/* at an edge nothing is split */
	CHECK(munmap(at, PAGE) == 0);
	CHECK(munmap(at + (pages - 1) * PAGE, PAGE) == 0);
	CHECK(munmap(at, pages * PAGE) == 0);
	other = mmap(NULL, PAGE, PROT_READ, ANON, -1, 0);
	CHECK(other != MAP_FAILED && munmap(other, PAGE) == 0);
	return check_result();
}
