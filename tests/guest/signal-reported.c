/* SPDX-License-Identifier: ISC */
/*
 * SIGQUIT without a handler ends the program with a report of the thread that it was sent
 * to.
 *
 * status: 131
 * stderr: ^samara: ended by a signal at
 * stderr: ^samara:   #[0-9]* image.0x[0-9a-f]* spin
 * once: signal 3$
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>

static volatile int there;

static __attribute__((noinline)) void spin(void)
{
	for (there = 1;;)
		__asm__ volatile("");
}

static void *run(void *unused)
{
	spin();
	return NULL;
}

int main(void)
{
	pthread_t thread = thread_start(run, NULL);

	CHECK(EVENTUALLY(there));
	pthread_kill(thread, SIGQUIT);
	sleep_for(PATIENCE);
	return 1;
}
