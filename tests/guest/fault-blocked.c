/* SPDX-License-Identifier: ISC */
/*
 * A fault whose signal is blocked ends the program, handler or not.
 *
 * status: 139
 * stderr: ^samara: segmentation fault: write to page 0 .null pointer., address 0x10, at
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>

static void handler(int signal)
{
}

int main(void)
{
	sigset_t all;

	signal(SIGSEGV, handler);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	*(volatile int *)16 = 1;
	return 1;
}
