/* SPDX-License-Identifier: ISC */
/*
 * A VM has an end to its memory. Allocating and touching until malloc says NULL must end
 * in NULL, not in a crash, and freed memory must be usable again.
 *
 * memory: 24M
 * ways: microvm q35 kvm
 */
#include "check.h"
#include <stdlib.h>

#define BLOCK 500000
#define MOST  1000

int main(void)
{
	static char *block[MOST];
	int count = 0, again = 0;
	while (count < MOST && (block[count] = malloc(BLOCK))) {
		memset(block[count], count, BLOCK);
		count++;
	}
	CHECK(count >= 10 && count < 60);
	for (int i = 0; i < count; i++) {
		CHECK(block[i][0] == (char)i && block[i][BLOCK - 1] == (char)i);
		free(block[i]);
	}
	for (; again < count && (block[again] = malloc(BLOCK)); again++)
		memset(block[again], ~again, BLOCK);
	CHECK(again == count);
	return check_result();
}
