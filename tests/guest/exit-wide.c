/* SPDX-License-Identifier: ISC */
/*
 * Only the low eight bits of the status count, as wait(2) has it.
 *
 * status: 1
 */
#include <stdlib.h>

int main(void)
{
	exit(0x7001);
}
