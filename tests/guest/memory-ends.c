/* SPDX-License-Identifier: ISC */
/*
 * Where mappings end: mincore(2) page by page meets -ENOMEM below the main stack's, as
 * programs do that look for their stack's place; and the names of the linker for the
 * ends of text, data and zeroed data (end(3)).
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096ul

extern char etext[], edata[], end[];

static int filled = 1;
static int zeroed;

static int is_mapped(uintptr_t page)
{
	unsigned char present;

	return mincore((void *)page, PAGE, &present) == 0;
}

int main(void)
{
	uintptr_t here = (uintptr_t)&here & -PAGE, page = here;
	unsigned long most = (64ul << 20) / PAGE;

	while (is_mapped(page) && --most)
		page -= PAGE;
	CHECK(most);
	CHECK(here - page < 64ul << 20);
	CHECK_FAILS(mincore((void *)page, PAGE, (unsigned char *)&most), ENOMEM);

	CHECK((uintptr_t)main < (uintptr_t)etext);
	CHECK((uintptr_t)&filled < (uintptr_t)edata);
	CHECK((uintptr_t)edata <= (uintptr_t)&zeroed);
	CHECK((uintptr_t)&zeroed < (uintptr_t)end);
	return check_result();
}
