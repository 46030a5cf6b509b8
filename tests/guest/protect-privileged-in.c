/* SPDX-License-Identifier: ISC */
/*
 * Protection: in from a port is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("in from a port");
	__asm__ volatile("inb $0x60, %%al" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
