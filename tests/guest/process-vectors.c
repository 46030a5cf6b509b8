/* SPDX-License-Identifier: ISC */
/*
 * Vector registers and the red zone outlive a trap into the libos and back.
 *
 * ways: process
 */
#include "check.h"
#include <sys/syscall.h>

int main(void)
{
	static const char wanted[16] = "sixteen letters";
	char after[16];
	long result, red_zone;
	__asm__ volatile("movdqu %3, %%xmm7\n\t"
	                 "movq $1234567, -64(%%rsp)\n\t"
	                 "syscall\n\t"
	                 "movq -64(%%rsp), %2\n\t"
	                 "movdqu %%xmm7, %1"
	                 : "=&a"(result), "=m"(after), "=&r"(red_zone)
	                 : "m"(wanted), "0"(SYS_getpriority)
	                 : "rcx", "r11", "xmm7", "memory");
	CHECK(memcmp(after, wanted, sizeof after) == 0);
	CHECK(red_zone == 1234567);
	CHECK(result == -ENOSYS);
	return check_result();
}
