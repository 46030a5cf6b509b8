/* SPDX-License-Identifier: ISC */
/*
 * A few seconds' worth of ordinary work for a slow machine: primes, a matrix, big
 * numbers, a hash, with results that are known.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int primes_below(int limit)
{
	char *composite = calloc((size_t)limit, 1);
	int count = 0;
	for (int i = 2; i < limit; i++) {
		if (composite[i])
			continue;
		count++;
		for (long j = (long)i * i; j < limit; j += i)
			composite[j] = 1;
	}
	free(composite);
	return count;
}

static void factorial(int n)
{
	static char digits[400];
	int length = 1;
	digits[0] = 1;
	for (int i = 2; i <= n; i++) {
		int carry = 0;
		for (int j = 0; j < length || carry; j++) {
			int value = (j < length ? digits[j] : 0) * i + carry;
			digits[j] = (char)(value % 10);
			carry = value / 10;
			if (j >= length)
				length = j + 1;
		}
	}
	printf("%d! = ", n);
	while (length--)
		putchar('0' + digits[length]);
	putchar('\n');
}

int main(void)
{
	printf("%d primes\n", primes_below(1000000));
	factorial(100);
	double a[40][40], b[40][40], trace = 0;
	for (int i = 0; i < 40; i++)
		for (int j = 0; j < 40; j++) {
			a[i][j] = i + j;
			b[i][j] = i + 2 * j;
		}
	for (int i = 0; i < 40; i++)
		for (int k = 0; k < 40; k++)
			trace += a[i][k] * b[k][i];
	printf("trace %.1f\n", trace);
	uint32_t hash = 2166136261u;
	for (int i = 0; i < 1000000; i++)
		hash = (hash ^ (uint8_t)(i * i)) * 16777619u;
	printf("hash %08x\n", hash);
	return 0;
}
