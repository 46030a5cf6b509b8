/* SPDX-License-Identifier: ISC */
/*
 * Protection: a jump to an address that the processor can't even represent.
 *
 * status: 139
 * stderr: ^samara:
 */
#include "protect.h"

int main(void)
{
	attempt("jumping to a non-canonical address");
	call((void *)0x1234567812345678);
	return survived();
}
