/* SPDX-License-Identifier: ISC */
/*
 * Protection: nothing is at address 0.
 *
 * status: 139
 * stderr: ^samara: .*(null|NULL|page 0|address 0).* at image\+
 */
#include "protect.h"

int main(void)
{
	volatile char *volatile nothing = NULL;
	attempt("reading address 0");
	(void)*nothing;
	return survived();
}
