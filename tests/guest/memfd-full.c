/* SPDX-License-Identifier: ISC */
/*
 * A file in memory when there is none left: -ENOSPC for calls, SIGBUS for a mapping, and
 * all of it comes back when the file goes.
 *
 * flags: -Wno-unused-parameter -Wno-unused-function
 * ways: process process2 microvm q35
 * memory: 8M
 * env: SAMARA_MEMORY=8M
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "fault.h"
#include <fcntl.h>

#define PAGE 4096l
#define MANY (64l << 20)

static char piece[65536];

static long fill(int file)
{
	long size = 0, done;
	memset(piece, 'f', sizeof piece);
	while (size < MANY && (done = write(file, piece, sizeof piece)) > 0)
		size += done;
	CHECK(size < MANY && errno == ENOSPC);
	CHECK_FAILS(write(file, piece, sizeof piece), ENOSPC);
	CHECK(pread(file, piece, 10, size - 10) == 10 && piece[9] == 'f');
	return size;
}

static long touch_all(int file)
{
	volatile long touched = 0;
	CHECK(ftruncate(file, MANY) == 0);
	char *at = mmap(NULL, MANY, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (at == MAP_FAILED) /* not even for the page tables */
		return 0;
	if (!sigsetjmp(back, 1))
		for (; touched < MANY; touched += PAGE)
			at[touched] = 1;
	CHECK(touched < MANY && information.si_signo == SIGBUS &&
	      information.si_code == BUS_ADRERR && information.si_addr == at + touched);
	CHECK(munmap(at, MANY) == 0);
	return touched;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = catch, .sa_flags = SA_SIGINFO};
	sigaction(SIGBUS, &action, NULL);
	long first = 0;
	for (int round = 0; round < 4; round++) {
		int file = memfd_create("full", 0);
		long size = fill(file);
		first = first ? first : size;
		CHECK(size > 4l << 20 && size >= first - (64 << 10));
		CHECK(ftruncate(file, 0) == 0);
		CHECK_FAILS(fallocate(file, 0, 0, MANY), ENOSPC);
		CHECK(fallocate(file, 0, 0, first / 2) == 0);
		CHECK(ftruncate(file, 0) == 0);
		CHECK(touch_all(file) > first / 2);
		close(file);
	}
	return check_result();
}
