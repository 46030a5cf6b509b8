/* SPDX-License-Identifier: ISC */
/*
 * An instruction that doesn't exist is SIGILL's status.
 *
 * status: 132
 * stderr: ^samara: .*(illegal|invalid) instruction at image\+
 */
#include "protect.h"

int main(void)
{
	attempt("executing ud2");
	__asm__ volatile("ud2");
	return survived();
}
