/* SPDX-License-Identifier: ISC */
/*
 * poll(2).
 */
#include "poll.h"
#include "file.h"
#include "identity/limit.h"
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

/* A bad address is told before anything is written. */
static int check(const struct pollfd *entries, unsigned long count)
{
	struct pollfd entry;

	if (count > limit_get(RLIMIT_NOFILE))
		return -EINVAL;
	for (unsigned long i = 0; i < count; i++)
		if (copy_in(&entry, &entries[i], sizeof entry))
			return -EFAULT;
	return 0;
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

long poll_entries(void *argument)
{
	const struct poll_call *call = argument;
	int result = check(call->entries, call->count);

	while (!result) {
		unsigned seen = console_arrivals();
		long ready = scan(call->entries, call->count);
		if (ready || (call->deadline != UINT64_MAX &&
		              platform_clock_monotonic() >= call->deadline))
			return ready;
		result = wait_console(seen, call->deadline);
		if (result == -ETIMEDOUT)
			result = 0;
	}
	return is_restart(result) ? -RESTART_NOHAND : result;
}

/* partial: the streams alone */
/* full */
long sys_poll(struct pollfd *entries, unsigned long count, int milliseconds)
{
	struct poll_call call = {entries, count, UINT64_MAX};

	if (milliseconds >= 0)
		call.deadline = deadline_after((uint64_t)milliseconds * 1000000);
	return call_blocking(poll_entries, &call);
}
