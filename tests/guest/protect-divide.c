/* SPDX-License-Identifier: ISC */
/*
 * Division by zero is SIGFPE's status.
 *
 * status: 136
 * stderr: ^samara: .*divi.* at image\+
 */
#include "protect.h"

int main(void)
{
	volatile int zero = 0;
	attempt("dividing by zero");
	printf("%d\n", 5 / zero);
	return survived();
}
