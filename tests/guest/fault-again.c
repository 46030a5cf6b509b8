/* SPDX-License-Identifier: ISC */
/*
 * SA_RESETHAND: the second fault ends the program, in the handler of the first.
 *
 * status: 136
 * stderr: ^samara: division by zero at .* handler
 * stdout: ^first$
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include <signal.h>

#include <stdio.h>
#include <stdlib.h>

static volatile int zero;

static void handler(int signal)
{
	puts("first");
	fflush(stdout);
	exit(1000 / zero);
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler,
	                           .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};

	sigaction(SIGFPE, &action, NULL);
	return 1000 / zero;
}
