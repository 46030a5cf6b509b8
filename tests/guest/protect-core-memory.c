/* SPDX-License-Identifier: ISC */
/*
 * Protection: neither the program nor a system call on its behalf can read the upper half
 * of the address space, where the core lives, nor write it, nor map over it.
 *
 * ways: microvm q35 kvm
 */
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <unistd.h>

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* The first bytes of each of the 256 slots of 512 GiB, and some way into it. */
int main(void)
{
	static const uintptr_t offset[] = {0, 0x100000, 0x40000000, 0x7ffffff000};
	for (uintptr_t slot = 256; slot < 512; slot++)
		for (unsigned i = 0; i < 4; i++) {
			char *at = (char *)((0xffffull << 48) + (slot << 39) + offset[i]);
			CHECK_FAILS(write(1, at, 1), EFAULT);
			CHECK_FAILS(getrandom(at, 1, 0), EFAULT);
			void *got = mmap(at, 4096, PROT_READ, ANON | MAP_FIXED, -1, 0);
			CHECK(got == MAP_FAILED && (errno == ENOMEM || errno == EINVAL));
			CHECK(munmap(at, 4096) == -1 && errno == EINVAL);
			CHECK(mprotect(at, 4096, PROT_READ) == -1);
		}
	return check_result();
}
