/* SPDX-License-Identifier: ISC */
/*
 * close_range(2). Within call_blocking(). Lock: descriptor_lock, for one descriptor at a
 * time.
 */
#include "descriptor.h"
#include "sched/wait.h"
#include "syscalls.h"

#define CLOSE_RANGE_UNSHARE 2u /* nobody shares the table */
#define CLOSE_RANGE_CLOEXEC 4u

struct call {
	unsigned first, last;
	bool close_on_exec;
};

static unsigned end(const struct call *call)
{
	lock_acquire(&descriptor_lock);
	unsigned count = descriptor_count;
	lock_release(&descriptor_lock);
	return call->last < count ? call->last + 1 : count;
}

static void set_close_on_exec(unsigned number)
{
	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find((int)number);
	if (descriptor)
		descriptor->close_on_exec = true;
	lock_release(&descriptor_lock);
}

static void close(unsigned number)
{
	struct file *file = descriptor_take((int)number);

	if (file)
		descriptor_closed(file);
}

static long act(void *argument)
{
	const struct call *call = argument;
	unsigned most = end(call);

	for (unsigned number = call->first; number < most; number++)
		(call->close_on_exec ? set_close_on_exec : close)(number);
	return 0;
}

/* full */
long sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	struct call call = {first, last, flags & CLOSE_RANGE_CLOEXEC};

	if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) || first > last)
		return -EINVAL;
	return call_blocking(act, &call);
}
