/* SPDX-License-Identifier: ISC */
/*
 * Threads that sleep as watchers (watch.h). Lock: the sleeper's, taken under a list's.
 */
#include "event/watch.h"

static bool changed(struct watch *watch, unsigned events)
{
	struct watch_sleeper *sleeper = ((struct watch_thread *)watch)->sleeper;

	lock_acquire(&sleeper->lock);
	sleeper->told = true;
	struct thread *thread = sleeper->thread;
	thread_wake(thread);
	lock_release(&sleeper->lock);
	return true;
}

void watch_sleeper_begin(struct watch_sleeper *sleeper)
{
	*sleeper = (struct watch_sleeper){.thread = thread_this()};
}

void watch_sleeper_add(struct watch_sleeper *sleeper, struct watch_thread *thread,
                       struct watch_list *list, unsigned wanted)
{
	thread->watch = (struct watch){.changed = changed, .wanted = wanted};
	thread->sleeper = sleeper;
	watch_add(list, &thread->watch);
}

int watch_sleep(struct watch_sleeper *sleeper, uint64_t deadline)
{
	int result = 0;

	lock_acquire(&sleeper->lock);
	while (!sleeper->told && !result) {
		result = thread_sleep(&sleeper->lock, deadline);
		lock_acquire(&sleeper->lock);
	}
	if (sleeper->told)
		result = 0;
	sleeper->told = false;
	lock_release(&sleeper->lock);
	return result;
}

int watch_wait(struct watch_list *list, unsigned wanted, bool (*ready)(void *object),
               void *object, uint64_t deadline)
{
	struct watch_sleeper sleeper;
	struct watch_thread thread;
	int result = 0;

	watch_sleeper_begin(&sleeper);
	watch_sleeper_add(&sleeper, &thread, list, wanted);
	while (!result && !ready(object))
		result = watch_sleep(&sleeper, deadline);
	watch_remove(list, &thread.watch);
	return ready(object) ? 0 : result;
}
