/* SPDX-License-Identifier: ISC */
/*
 * Protection: addresses of the upper half, where the core runs, can't be written.
 *
 * ways: microvm q35 kvm
 * status: 139
 * stderr: ^samara: .* at image\+
 */
#include "protect.h"

int main(void)
{
	volatile char *volatile at = (char *)0xffff800000000000;
	attempt("writing the upper half");
	*at = 0;
	return survived();
}
