/* SPDX-License-Identifier: ISC */
/*
 * Protection: nothing can be mapped over the image: not over its core, its text or its
 * constants, and they can't be unmapped.
 */
#include "check.h"
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

static const char constant[] = "a constant";

static void refuses(uintptr_t address)
{
	void *page = (void *)(address & -4096ul);
	errno = 0;
	void *got = mmap(page, 4096, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(got == MAP_FAILED);
	CHECK(errno == EINVAL || errno == EPERM || errno == EACCES || errno == ENOMEM);
	CHECK(munmap(page, 4096) == -1);
	CHECK(mprotect(page, 4096, PROT_READ | PROT_WRITE) == -1);
}

int main(void)
{
	uintptr_t headers = getauxval(AT_PHDR);
	CHECK(headers != 0);
	refuses(headers);
	refuses(headers + 0x3000); /* the core follows the headers */
	refuses((uintptr_t)main);
	refuses((uintptr_t)constant);
	CHECK(strcmp(constant, "a constant") == 0);
	return check_result();
}
