/* SPDX-License-Identifier: ISC */
/*
 * Lists of sleepers (wait.h). Lock: the queue's.
 */
#include "sched/wait.h"

static void add(struct wait_queue *queue, struct waiter *waiter)
{
	if (!queue->first)
		queue->last = &queue->first;
	waiter->next = NULL;
	waiter->link = queue->last;
	*queue->last = waiter;
	queue->last = &waiter->next;
}

static void take_out(struct wait_queue *queue, struct waiter *waiter)
{
	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		queue->last = waiter->link;
	waiter->link = NULL;
}

int queue_sleep_held(struct wait_queue *queue, struct lock *lock, uint64_t deadline)
{
	struct waiter waiter = {.thread = thread_this()};
	int result;

	add(queue, &waiter);
	do {
		result = thread_sleep(lock, deadline);
		lock_acquire(lock);
		if (!waiter.link)
			result = 0;
		else if (result)
			take_out(queue, &waiter);
		/* woken for no reason: sleep on, without losing the lock in between */
	} while (waiter.link);
	return result;
}

int queue_sleep(struct wait_queue *queue, uint64_t deadline)
{
	int result = queue_sleep_held(queue, &queue->lock, deadline);

	lock_release(&queue->lock);
	return result;
}

unsigned queue_wake(struct wait_queue *queue, unsigned count)
{
	unsigned woken = 0;

	for (; woken < count && queue->first; woken++) {
		struct waiter *waiter = queue->first;
		struct thread *thread = waiter->thread;
		take_out(queue, waiter);
		thread_wake(thread);
	}
	return woken;
}
