/* SPDX-License-Identifier: ISC */
/*
 * The main stack is as large as Linux's usual one: 7 MiB of it can be used, and it comes
 * on touch.
 *
 * memory: 24M
 */
#include "check.h"
#include <alloca.h>

__attribute__((noinline)) static unsigned descend(unsigned depth)
{
	volatile unsigned char frame[1000];
	frame[0] = (unsigned char)depth;
	frame[999] = (unsigned char)(depth >> 8);
	unsigned below = depth ? descend(depth - 1) : 0;
	return below + (frame[0] == (unsigned char)depth) +
	       (frame[999] == (unsigned char)(depth >> 8));
}

int main(void)
{
	CHECK(descend(6500) == 2 * 6501);
	volatile char *block = alloca(1 << 20);
	for (int i = 0; i < 1 << 20; i += 4096)
		block[(1 << 20) - 1 - i] = 1;
	CHECK(block[(1 << 20) - 1] == 1);
	return check_result();
}
