/* SPDX-License-Identifier: ISC */
/*
 * Waiting for several files (poll.h). Each look finds the files by their numbers again,
 * as Linux does, so a descriptor that is closed meanwhile shows; what the thread sleeps
 * for is the files that were there at first. No lock: the lists' own.
 */
#include "event/poll.h"
#include "mem/heap.h"

static unsigned look_at(const struct pollfd *entry)
{
	struct file *file = entry->fd < 0 ? NULL : file_get(entry->fd);
	unsigned ready = 0;

	if (!file)
		return entry->fd < 0 ? 0 : POLLNVAL;
	if (file->flags & O_PATH)
		ready = POLLNVAL;
	else
		ready = poll_file(file) &
		        ((unsigned short)entry->events | POLLERR | POLLHUP);
	file_put(file);
	return ready;
}

static long look(struct poll_entry *entries, unsigned long count)
{
	long ready = 0;

	for (unsigned long i = 0; i < count; i++) {
		unsigned events = look_at(&entries[i].poll);
		entries[i].poll.revents = (short)events;
		ready += events != 0;
	}
	return ready;
}

static void watch(struct poll_entry *entry, struct watch_sleeper *sleeper)
{
	struct file *file = entry->poll.fd < 0 ? NULL : file_get(entry->poll.fd);

	entry->file = file;
	if (file && file->watches)
		watch_sleeper_add(sleeper, &entry->thread, file->watches,
		                  (unsigned short)entry->poll.events | POLLERR | POLLHUP);
}

static void unwatch(struct poll_entry *entry)
{
	if (!entry->file)
		return;
	if (entry->file->watches)
		watch_remove(entry->file->watches, &entry->thread.watch);
	file_put(entry->file);
}

/* Sleep in between, until a look finds something. */
static long wait(struct poll_entry *entries, unsigned long count, uint64_t deadline)
{
	struct watch_sleeper sleeper;
	int result = 0;
	long ready;

	watch_sleeper_begin(&sleeper);
	for (unsigned long i = 0; i < count; i++)
		watch(&entries[i], &sleeper);
	while (!(ready = look(entries, count)) && !result)
		result = watch_sleep(&sleeper, deadline);
	for (unsigned long i = 0; i < count; i++)
		unwatch(&entries[i]);
	return ready ? ready : result;
}

long poll_wait(struct poll_entry *entries, unsigned long count, uint64_t deadline)
{
	long result = look(entries, count);

	if (result)
		return result;
	if (deadline != UINT64_MAX && platform_clock_monotonic() >= deadline)
		return signal_waits && signal_waits(thread_this()) ? -RESTART_NOHAND : 0;
	result = wait(entries, count, deadline);
	if (result == -ETIMEDOUT)
		return 0;
	return is_restart(result) ? -RESTART_NOHAND : result;
}

struct poll_entry *poll_entries_get(struct poll_entry few[POLL_FEW], unsigned long count)
{
	return count <= POLL_FEW ? few : heap_allocate(count * sizeof *few);
}

void poll_entries_put(struct poll_entry *entries, struct poll_entry few[POLL_FEW],
                      unsigned long count)
{
	if (entries != few)
		heap_free(entries, count * sizeof *few);
}
