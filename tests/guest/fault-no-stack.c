/* SPDX-License-Identifier: ISC */
/*
 * The stack overflows, and the handler of SIGSEGV has no stack of its own: the end.
 *
 * status: 139
 * stderr: ^samara: no stack for a signal handler
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include <signal.h>

static void handler(int signal)
{
}

static __attribute__((noinline)) int deeper(volatile char *from)
{
	volatile char room[512];

	room[0] = from[0];
	if (!room[0])
		return 0;
	return deeper(room) + room[0] + 1;
}

int main(void)
{
	volatile char start = 1;

	signal(SIGSEGV, handler);
	return deeper(&start);
}
