/* SPDX-License-Identifier: ISC */
/*
 * Protection: read-only data can't be executed.
 *
 * status: 139
 * stderr: ^samara: .*execut.* at
 */
#include "protect.h"

static const unsigned char code[] = {RETURN_7};

int main(void)
{
	attempt("executing constants");
	call((void *)(uintptr_t)code);
	return survived();
}
