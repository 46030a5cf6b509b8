/* SPDX-License-Identifier: ISC */
/*
 * Protection: cli is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("cli");
	__asm__ volatile("cli" : : : "rax", "rcx", "rdx", "memory");
	return survived();
}
