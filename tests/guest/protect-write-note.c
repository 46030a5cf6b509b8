/* SPDX-License-Identifier: ISC */
/*
 * Protection: the image's own headers can't be written.
 *
 * status: 139
 * stderr: ^samara: .*write.* at image\+
 */
#include "protect.h"
#include <sys/auxv.h>

int main(void)
{
	attempt("writing to the program headers");
	*(volatile char *)getauxval(AT_PHDR) = 0;
	return survived();
}
