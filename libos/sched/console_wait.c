/* SPDX-License-Identifier: ISC */
/*
 * Threads that wait for standard input. Whoever is idle waits for it in the platform;
 * while threads run, it is looked for at the end of each time slice (events.c).
 */
#include "sched/wait.h"

static struct wait_queue queue;
static unsigned arrivals; /* written under its lock */

int wait_console(unsigned seen, uint64_t deadline)
{
	lock_acquire(&queue.lock);
	if (seen == arrivals)
		return queue_sleep(&queue, deadline);
	lock_release(&queue.lock);
	return 0;
}

unsigned console_arrivals(void)
{
	return __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);
}

bool console_waited(void)
{
	return __atomic_load_n(&queue.first, __ATOMIC_SEQ_CST);
}

void console_arrived(void)
{
	lock_acquire(&queue.lock);
	__atomic_store_n(&arrivals, arrivals + 1, __ATOMIC_SEQ_CST);
	queue_wake(&queue, ~0u);
	lock_release(&queue.lock);
}
