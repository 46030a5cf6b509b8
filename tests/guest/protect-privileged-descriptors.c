/* SPDX-License-Identifier: ISC */
/*
 * Protection: lidt is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("lidt");
	__asm__ volatile("lidt (%%rsp)" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
