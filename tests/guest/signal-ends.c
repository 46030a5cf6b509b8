/* SPDX-License-Identifier: ISC */
/*
 * SIGTERM without a handler, sent to a thread that spins, while the main thread sleeps:
 * the end of the program, with 128 + 15 and no word.
 *
 * status: 143
 * silent: yes
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>

static void *spin(void *unused)
{
	for (;;)
		__asm__ volatile("");
	return NULL;
}

int main(void)
{
	pthread_t thread = thread_start(spin, NULL);

	sleep_for(20 * MILLISECOND);
	pthread_kill(thread, SIGTERM);
	sleep_for(PATIENCE);
	return 1;
}
