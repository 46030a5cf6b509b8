/* SPDX-License-Identifier: ISC */
/*
 * Protection: the core's own pages, where the image has them, can't be written.
 *
 * ways: microvm q35 kvm
 * status: 139
 * stderr: ^samara: .*write.* at image\+
 */
#include "protect.h"

extern char core[] __asm__("core.pvh_entry");

int main(void)
{
	volatile char *volatile at = core;
	attempt("writing the core");
	*at = 0;
	return survived();
}
