/* SPDX-License-Identifier: ISC */
/*
 * A signal without a handler waits while it is blocked, and ends the program once it
 * isn't; a real-time one too.
 *
 * status: 168
 * stdout: ^blocked$
 * silent: yes
 */
#define _GNU_SOURCE
#include <signal.h>

#include <stdio.h>
#include <unistd.h>

int main(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	kill(getpid(), 40);
	puts("blocked");
	fflush(stdout);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	return 1;
}
