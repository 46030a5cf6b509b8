/* SPDX-License-Identifier: ISC */
/*
 * Recursion to the end of a thread's stack hits its guard and ends the program.
 *
 * status: 139
 * stdout: ^deep$
 */
#include "thread.h"

static volatile int for_ever = 1;

static __attribute__((noinline)) int recurse(volatile int depth)
{
	volatile char space[512];

	space[0] = (char)depth;
	return for_ever ? recurse(depth + 1) + space[0] : 0;
}

static void *run(void *argument)
{
	return (void *)(long)recurse(argument != NULL);
}

int main(void)
{
	puts("deep");
	fflush(stdout);
	thread_join(thread_start(run, NULL));
	return 0;
}
