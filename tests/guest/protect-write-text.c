/* SPDX-License-Identifier: ISC */
/*
 * Protection: text can't be written.
 *
 * status: 139
 * stderr: ^samara: .*write.* at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("writing to text");
	*(volatile char *)(uintptr_t)main = 0x90;
	return survived();
}
