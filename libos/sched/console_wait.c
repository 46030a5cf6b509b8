/* SPDX-License-Identifier: ISC */
/*
 * Those who wait for standard input. Whoever is idle waits for it in the platform;
 * while threads run, it is looked for at the end of each time slice (events.c).
 * Lock: the list's.
 */
#include "event/watch.h"

struct watch_list console_watches;
static unsigned arrivals; /* atomic */
static bool announced;    /* told, and not all of it has been taken yet; atomic */

int wait_console(unsigned seen, uint64_t deadline)
{
	struct watch_sleeper sleeper;
	struct watch_thread thread;
	int result = 0;

	watch_sleeper_begin(&sleeper);
	watch_sleeper_add(&sleeper, &thread, &console_watches, WATCH_ALL);
	if (seen == console_arrivals())
		result = watch_sleep(&sleeper, deadline);
	watch_remove(&console_watches, &thread.watch);
	return result;
}

unsigned console_arrivals(void)
{
	return __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);
}

bool console_waited(void)
{
	return watch_any(&console_watches) &&
	       !__atomic_load_n(&announced, __ATOMIC_SEQ_CST);
}

void console_arrived(void)
{
	__atomic_store_n(&announced, true, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&arrivals, 1, __ATOMIC_SEQ_CST);
	watch_tell(&console_watches, POLLIN | POLLRDNORM | POLLHUP);
}

void console_drained(void)
{
	__atomic_store_n(&announced, false, __ATOMIC_SEQ_CST);
}
