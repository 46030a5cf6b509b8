/* SPDX-License-Identifier: ISC */
/*
 * Protection: stack can't be executed.
 *
 * status: 139
 * stderr: ^samara: .*execut.* at
 */
#include "protect.h"

int main(void)
{
	attempt("executing stack");
	volatile unsigned char code[] = {RETURN_7};
	call((void *)code);
	return survived();
}
