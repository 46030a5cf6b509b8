/* SPDX-License-Identifier: ISC */
/*
 * poll(2).
 */
#include "poll.h"
#include "file.h"
#include "sched/wait.h"
#include "syscalls.h"
#include "time/clock.h"

LINKS(console_poll);

static unsigned poll_file(int number, unsigned wanted)
{
	struct file *file = file_get(number);

	if (!file)
		return POLLNVAL;
	unsigned ready = file->operations->poll(file) & (wanted | POLLERR | POLLHUP);
	file_put(file);
	return ready;
}

/* Look at each once; how many are ready, or -EFAULT. */
static long scan(struct pollfd *entries, unsigned long count)
{
	long ready = 0;

	for (unsigned long i = 0; i < count; i++) {
		struct pollfd entry;
		if (copy_in(&entry, &entries[i], sizeof entry))
			return -EFAULT;
		entry.revents = 0;
		if (entry.fd >= 0)
			entry.revents =
			        (short)poll_file(entry.fd, (unsigned short)entry.events);
		if (copy_out(&entries[i].revents, &entry.revents, sizeof entry.revents))
			return -EFAULT;
		ready += entry.revents != 0;
	}
	return ready;
}

long poll_until(struct pollfd *entries, unsigned long count, uint64_t deadline)
{
	if (count > DESCRIPTORS_MAX)
		return -EINVAL;
	for (;;) {
		long ready = scan(entries, count);
		if (ready ||
		    (deadline != UINT64_MAX && platform_clock_monotonic() >= deadline))
			return ready;
		int interrupted = wait_events(PLATFORM_EVENT_CONSOLE, deadline);
		if (interrupted)
			return interrupted;
	}
}

long sys_poll(struct pollfd *entries, unsigned long count, int milliseconds)
{
	uint64_t deadline = UINT64_MAX;

	if (milliseconds >= 0)
		deadline = deadline_after((uint64_t)milliseconds * 1000000);
	enter();
	return leave(poll_until(entries, count, deadline));
}
