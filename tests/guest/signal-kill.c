/* SPDX-License-Identifier: ISC */
/*
 * SIGKILL can't be blocked.
 *
 * status: 137
 * silent: yes
 */
#define _GNU_SOURCE
#include <signal.h>

#include <unistd.h>

int main(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}
