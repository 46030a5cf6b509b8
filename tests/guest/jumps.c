/* SPDX-License-Identifier: ISC */
/*
 * setjmp and longjmp, out of deep calls and with the value 0 turned into 1.
 *
 * flags: -Wno-infinite-recursion
 */
#include "check.h"
#include <setjmp.h>

static jmp_buf place;
static sigjmp_buf signal_place;

__attribute__((noinline)) static int descend(int depth, int value)
{
	volatile char frame[200];
	memset((void *)frame, depth, sizeof frame);
	if (depth == 0)
		longjmp(place, value);
	return descend(depth - 1, value) + frame[depth % 200];
}

int main(void)
{
	volatile int count = 0;
	switch (setjmp(place)) {
	case 0:
		count++;
		descend(1000, 5);
		break;
	case 5:
		count += 10;
		descend(10, 0);
		break;
	case 1:
		count += 100;
		break;
	}
	CHECK(count == 111);
	if (sigsetjmp(signal_place, 1) == 0)
		siglongjmp(signal_place, 3);
	else
		count = 7;
	CHECK(count == 7);
	return check_result();
}
