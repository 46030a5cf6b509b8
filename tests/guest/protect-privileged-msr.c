/* SPDX-License-Identifier: ISC */
/*
 * Protection: wrmsr is a privileged instruction.
 *
 * status: 139
 * stderr: ^samara: .*privileged.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("wrmsr");
	__asm__ volatile("wrmsr" : : "a"(0), "c"(0x1b), "d"(0));
	return survived();
}
