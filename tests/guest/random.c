/* SPDX-License-Identifier: ISC */
/*
 * getrandom fills all that was asked for, differently each time, with as many ones as
 * zeros.
 */
#include "check.h"
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define SIZE (1 << 20)

int main(void)
{
	static unsigned char a[SIZE], b[SIZE];
	CHECK(getrandom(a, 64, 0) == 64);
	CHECK(getrandom(b, 64, 0) == 64);
	CHECK(memcmp(a, b, 64) != 0);
	long got = 0;
	while (got < SIZE) {
		ssize_t n = getrandom(a + got, (size_t)(SIZE - got), 0);
		if (n <= 0) {
			CHECK(n > 0);
			break;
		}
		got += n;
	}
	unsigned seen[256] = {0};
	long ones = 0;
	for (int i = 0; i < SIZE; i++) {
		seen[a[i]]++;
		ones += __builtin_popcount(a[i]);
	}
	/* 10 standard deviations: 8 Mi fair coins, and 1 Mi throws of 256 sides */
	CHECK(labs(ones - 4 * SIZE) < 10 * 1448);
	for (int i = 0; i < 256; i++)
		CHECK(labs((long)seen[i] - SIZE / 256) < 10 * 64);
	CHECK(getrandom(a, 0, 0) == 0);
	CHECK(getrandom(a, 32, GRND_NONBLOCK) == 32);
	CHECK(getentropy(a, 256) == 0);
	CHECK_FAILS(getentropy(a, 257), EIO);
	CHECK_FAILS(getrandom(a, 16, 0x1000), EINVAL);
	CHECK_FAILS(getrandom((void *)16, 16, 0), EFAULT);
	return check_result();
}
