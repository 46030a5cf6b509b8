/* SPDX-License-Identifier: ISC */
/*
 * Protection: calling a function pointer that is NULL. The report names the caller.
 *
 * status: 139
 * stderr: ^samara: .*(null|NULL|page 0|address 0)
 * stderr: ^samara: .*#1 image\+0x[0-9a-f]* (call|main)
 */
#include "protect.h"

int main(void)
{
	attempt("calling address 0");
	call(NULL);
	return survived();
}
