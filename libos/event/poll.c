/* SPDX-License-Identifier: ISC */
/*
 * poll(2). Within call_blocking(); no lock.
 */
#include "event/poll.h"
#include "identity/limit.h"
#include "syscalls.h"
#include "time/clock.h"

LINKS(console_poll);

static int in(struct poll_entry *to, const struct pollfd *from, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		if (copy_in(&to[i].poll, &from[i], sizeof from[i]))
			return -EFAULT;
	return 0;
}

static int out(struct pollfd *to, const struct poll_entry *from, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		if (copy_out(&to[i].revents, &from[i].poll.revents, sizeof to->revents))
			return -EFAULT;
	return 0;
}

long poll_program(void *argument)
{
	const struct poll_call *call = argument;
	struct poll_entry few[POLL_FEW], *entries;

	if (call->count > limit_get(RLIMIT_NOFILE))
		return -EINVAL;
	entries = poll_entries_get(few, call->count);
	if (!entries)
		return -ENOMEM;
	long result = in(entries, call->entries, call->count);
	if (!result) {
		result = poll_wait(entries, call->count, call->deadline);
		if (out(call->entries, entries, call->count))
			result = -EFAULT;
	}
	poll_entries_put(entries, few, call->count);
	return result;
}

/* full */
long sys_poll(struct pollfd *entries, unsigned long count, int milliseconds)
{
	struct poll_call call = {entries, count, UINT64_MAX};

	if (milliseconds >= 0)
		call.deadline = deadline_after((uint64_t)milliseconds * 1000000);
	return call_blocking(poll_program, &call);
}
