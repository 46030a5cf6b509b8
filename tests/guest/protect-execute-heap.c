/* SPDX-License-Identifier: ISC */
/*
 * Protection: heap can't be executed.
 *
 * status: 139
 * stderr: ^samara: .*execut.* at
 */
#include "protect.h"
#include <stdlib.h>

int main(void)
{
	attempt("executing heap");
	static const unsigned char code[] = {RETURN_7};
	call(memcpy(malloc(64), code, sizeof code));
	return survived();
}
