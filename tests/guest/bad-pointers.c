/* SPDX-License-Identifier: ISC */
/*
 * A wrong pointer in a system call is EFAULT, wherever it points and however far into a
 * buffer the bad page lies, and the program goes on.
 *
 * stdin: some bytes\n
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	void *volatile bad[] = {(void *)8,
	                        (void *)0x7ffffffffff8,
	                        (void *)0x800000000000,
	                        (void *)0xffff800000000000,
	                        (void *)0xffffffffffffff00,
	                        (void *)0x1234567812345678};
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_FAILS(write(1, bad[i], 20), EFAULT);
		CHECK_FAILS(read(0, bad[i], 20), EFAULT);
		CHECK_FAILS(getrandom(bad[i], 20, 0), EFAULT);
#ifndef PLAIN_LINUX /* its vDSO crashes instead */
		CHECK_FAILS(clock_gettime(CLOCK_MONOTONIC, bad[i]), EFAULT);
#endif
		CHECK_FAILS(nanosleep(bad[i], NULL), EFAULT);
		CHECK_FAILS(uname(bad[i]), EFAULT);
		CHECK_FAILS(writev(1, bad[i], 1), EFAULT);
		struct iovec vector = {bad[i], 20};
		CHECK_FAILS(writev(1, &vector, 1), EFAULT);
	}
	/* the second page is missing */
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                  -1, 0);
	CHECK(page != MAP_FAILED && munmap(page + 4096, 4096) == 0);
	CHECK_FAILS(uname((struct utsname *)(page + 4000)), EFAULT);
	/* read-only memory can't be filled */
	CHECK_FAILS(read(0, (void *)(uintptr_t) "constant", 5), EFAULT);
	CHECK_FAILS(uname((struct utsname *)(uintptr_t)main), EFAULT);
	CHECK(write(1, "still here\n", 11) == 11);
	return check_result();
}
