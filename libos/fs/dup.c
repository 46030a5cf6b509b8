/* SPDX-License-Identifier: ISC */
/*
 * dup(2), dup2(2), dup3(2).
 */
#include "descriptor.h"
#include "fs/call.h"
#include "identity/limit.h"
#include "sched/cpu.h"
#include "syscalls.h"

/* full */
long sys_dup(int number)
{
	long result = -EBADF;

	enter();
	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(number);
	if (descriptor)
		result = descriptor_allocate(descriptor->file, 0, false);
	if (result >= 0)
		descriptors[result].file->references++;
	lock_release(&descriptor_lock);
	return leave(result);
}

/* `old` also becomes `new`; the file that was there is returned through `replaced`. */
static long duplicate_to(int old, int new, bool close_on_exec, struct file **replaced)
{
	struct descriptor *descriptor = descriptor_find(old);

	if (!descriptor || (unsigned)new >= limit_get(RLIMIT_NOFILE))
		return -EBADF;
	struct file *file = descriptor->file; /* the table may move */
	int result = descriptor_reach((unsigned)new);
	if (result)
		return result;
	file->references++;
	*replaced = descriptors[new].file;
	descriptors[new] = (struct descriptor){file, close_on_exec};
	return new;
}

struct call {
	int old, new;
	bool close_on_exec;
};

static long duplicate(void *argument)
{
	const struct call *call = argument;
	struct file *replaced = NULL;

	lock_acquire(&descriptor_lock);
	long result = duplicate_to(call->old, call->new, call->close_on_exec, &replaced);
	lock_release(&descriptor_lock);
	if (replaced)
		descriptor_closed(replaced);
	return result;
}

/* What is replaced may have to sleep at its end. */
static long call(struct call call)
{
	return call_file(duplicate, &call);
}

/* full */
long sys_dup2(int old, int new)
{
	if (old != new)
		return call((struct call){old, new, false});
	enter();
	lock_acquire(&descriptor_lock);
	bool open = descriptor_find(old);
	lock_release(&descriptor_lock);
	return leave(open ? new : -EBADF);
}

/* full */
long sys_dup3(int old, int new, int flags)
{
	if (old == new || (flags & ~O_CLOEXEC))
		return -EINVAL;
	return call((struct call){old, new, flags &O_CLOEXEC});
}
