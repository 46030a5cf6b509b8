/* SPDX-License-Identifier: ISC */
/*
 * Protection: writing a control register is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("writing a control register");
	__asm__ volatile("movq %%rax, %%cr3" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
