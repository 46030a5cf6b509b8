/* SPDX-License-Identifier: ISC */
/*
 * Protection: endless recursion meets the guard page, and the report says so.
 *
 * status: 139
 * memory: 24M
 * flags: -Wno-infinite-recursion
 * stderr: ^samara: .*guard page.* at image\+0x[0-9a-f]* recurse
 */
#include "protect.h"

__attribute__((noinline)) static int recurse(volatile int *above)
{
	volatile int here[64];
	here[0] = above[0] + 1;
	return recurse(here) + here[0];
}

int main(void)
{
	volatile int top = 0;
	attempt("running off the stack");
	recurse(&top);
	return survived();
}
