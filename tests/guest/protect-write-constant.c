/* SPDX-License-Identifier: ISC */
/*
 * Protection: constants can't be written.
 *
 * status: 139
 * stderr: ^samara: .*write.* at image\+
 */
#include "protect.h"

static const char constant[] = "never changes";

int main(void)
{
	attempt("writing to read-only data");
	const char *volatile at = constant;
	*(volatile char *)(uintptr_t)at = 'N';
	return survived();
}
