/* SPDX-License-Identifier: ISC */
/*
 * Protection: nothing is in page 0, and a member of a structure that isn't there lies in
 * it.
 *
 * status: 139
 * stderr: ^samara: .*(null|NULL|page 0|address 0).* at image\+
 */
#include "protect.h"

int main(void)
{
	volatile char *volatile nothing = NULL;
	attempt("writing just above address 0");
	nothing[0x28] = 1;
	return survived();
}
