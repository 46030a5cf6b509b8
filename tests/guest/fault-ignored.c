/* SPDX-License-Identifier: ISC */
/*
 * A fault can't be ignored.
 *
 * status: 132
 * stderr: ^samara: illegal instruction at
 */
#define _GNU_SOURCE
#include <signal.h>

int main(void)
{
	signal(SIGILL, SIG_IGN);
	__asm__ volatile("ud2");
	return 1;
}
