/* SPDX-License-Identifier: ISC */
/*
 * Protection: the core's own pages, where the image has them, can't be read.
 *
 * ways: microvm q35 kvm
 * status: 139
 * stderr: ^samara: .*read.* at image\+
 */
#include "protect.h"

extern char core[] __asm__("core.pvh_entry");

int main(void)
{
	volatile char *volatile at = core;
	attempt("reading the core");
	(void)*at;
	return survived();
}
