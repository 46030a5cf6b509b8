/* SPDX-License-Identifier: ISC */
/*
 * Protection: data can't be executed.
 *
 * status: 139
 * stderr: ^samara: .*execut.* at
 */
#include "protect.h"

static unsigned char code[] = {RETURN_7};

int main(void)
{
	attempt("executing data");
	call(code);
	return survived();
}
