/* SPDX-License-Identifier: ISC */
/*
 * Protection: hlt is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("hlt");
	__asm__ volatile("hlt" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
