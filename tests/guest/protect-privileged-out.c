/* SPDX-License-Identifier: ISC */
/*
 * Protection: out to a port is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("out to a port");
	__asm__ volatile("outb %%al, $0x80" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
