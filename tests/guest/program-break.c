/* SPDX-License-Identifier: ISC */
/*
 * brk as brk(2) has it: grows, reads as zero, shrinks, gives the old break when it can't.
 * By the plain system call, because musl's own brk() never grows.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	char *start = (char *)syscall(SYS_brk, 0);
	CHECK(start != NULL);
	CHECK((char *)syscall(SYS_brk, start + 100000) == start + 100000);
	for (int i = 0; i < 100000; i++)
		if (start[i] != 0) {
			CHECK(start[i] == 0);
			break;
		}
	memset(start, 1, 100000);
	CHECK((char *)syscall(SYS_brk, start + 50) == start + 50);
	CHECK((char *)syscall(SYS_brk, start + 100000) == start + 100000);
	CHECK(start[49] == 1 && start[8192] == 0);
	CHECK((char *)syscall(SYS_brk, (char *)1) == start + 100000);
	CHECK((char *)syscall(SYS_brk, (char *)0x7ffffffff000) == start + 100000);
	CHECK((char *)syscall(SYS_brk, start) == start);
	return check_result();
}
