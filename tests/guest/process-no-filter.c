/* SPDX-License-Identifier: ISC */
/*
 * SAMARA_SANDBOX=0 leaves the filter out, for tools that look at a process from inside;
 * nothing else changes.
 *
 * ways: process
 * env: SAMARA_SANDBOX=0
 * silent: yes
 */
#include "check.h"
#include <sys/syscall.h>

int main(void)
{
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(SYS_getppid)
	                 : "rcx", "r11", "memory");
	CHECK(result > 0);
	return check_result();
}
