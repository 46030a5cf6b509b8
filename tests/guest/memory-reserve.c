/* SPDX-License-Identifier: ISC */
/*
 * Reserving address space costs nothing: 64 GiB without access, three times, in a machine
 * of 4 MiB. Parts of it are made usable, given back, and usable again. There is a limit
 * to the number of areas, as on Linux.
 *
 * memory: 4M
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>

#define PAGE  4096ul
#define HUGE_ (64ul << 30)
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)
#define BOTH  (PROT_READ | PROT_WRITE)

static size_t unused(void)
{
	struct sysinfo information;
	CHECK(sysinfo(&information) == 0);
	return information.freeram * information.mem_unit;
}

static void reserve(void)
{
	char *at[3];
	size_t before = unused();

	for (unsigned i = 0; i < 3; i++) {
		at[i] = mmap(NULL, HUGE_, PROT_NONE, ANON, -1, 0);
		CHECK(at[i] != MAP_FAILED);
	}
#ifndef PLAIN_LINUX
	CHECK(before - unused() <= 8 * PAGE); /* nodes, at most */
#else
	CHECK(before > 0);
#endif
	for (unsigned i = 0; i < 3; i++) {
		for (size_t far = 0; far < HUGE_; far += HUGE_ / 4) {
			char *part = at[i] + far;
			CHECK(mprotect(part, 3 * PAGE, BOTH) == 0);
			memset(part, 1, 3 * PAGE);
			CHECK(mmap(part, 3 * PAGE, PROT_NONE, ANON | MAP_FIXED, -1, 0) ==
			      part);
			CHECK(mprotect(part, PAGE, BOTH) == 0 && part[0] == 0);
		}
	}
	for (unsigned i = 0; i < 3; i++)
		CHECK(munmap(at[i], HUGE_) == 0);
}

int main(void)
{
	for (unsigned round = 0; round < 20; round++)
		reserve();
	return check_result();
}
