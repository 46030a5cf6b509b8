/* SPDX-License-Identifier: ISC */
/*
 * A failed assertion names itself and ends like a SIGABRT, with a backtrace that goes
 * down to main.
 *
 * status: 134
 * stderr: Assertion failed: 1 \+ 1 == 3
 * stderr: ^samara: .*(SIGABRT|abort)
 * stderr: ^samara: .*check_sum
 * stderr: ^samara: .* main
 */
#include <assert.h>
#include <stdio.h>

__attribute__((noinline)) static void check_sum(void)
{
	assert(1 + 1 == 3);
}

int main(void)
{
	printf("before\n");
	fflush(stdout);
	check_sum();
	return 0;
}
