/* SPDX-License-Identifier: ISC */
/*
 * Protection: constants that hold addresses were written once, when the image relocated
 * itself, and can't be any more (RELRO).
 *
 * status: 139
 * stderr: ^samara: .*write.* at image\+
 */
#include "protect.h"

static int target;
static int *const table[] = {&target, &target};

int main(void)
{
	int *const *volatile at = table;
	if (**at != 0)
		return 1;
	attempt("writing to relocated constants");
	*(volatile uintptr_t *)(uintptr_t)at = 0;
	return survived();
}
