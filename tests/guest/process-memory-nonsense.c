/* SPDX-License-Identifier: ISC */
/*
 * SAMARA_MEMORY that isn't a size.
 *
 * ways: process process2
 * env: SAMARA_MEMORY=16X
 * status: 1
 * stderr: ^samara: SAMARA_MEMORY must be a size such as 16M$
 */
#include <stdio.h>

int main(void)
{
	puts("started");
	return 0;
}
