/* SPDX-License-Identifier: ISC */
/*
 * Mutexes (mutex.h). Who releases one hands it to the first that waits, so that nobody
 * who comes later overtakes.
 */
#include "sched/mutex.h"

void mutex_acquire(struct mutex *mutex)
{
	struct thread *thread = thread_this();

	lock_acquire(&mutex->queue.lock);
	if (!mutex->held) {
		mutex->held = true;
		lock_release(&mutex->queue.lock);
		return;
	}
	thread->deaf = true;
	queue_sleep(&mutex->queue, UINT64_MAX);
	thread->deaf = false;
}

void mutex_release(struct mutex *mutex)
{
	lock_acquire(&mutex->queue.lock);
	mutex->held = mutex->queue.first && queue_wake(&mutex->queue, 1);
	lock_release(&mutex->queue.lock);
}
