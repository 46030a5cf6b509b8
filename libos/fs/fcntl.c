/* SPDX-License-Identifier: ISC */
/*
 * fcntl(2), without locks and leases.
 */
#include "descriptor.h"
#include "fs/call.h"
#include "fs/locks.h"
#include "identity/limit.h"
#include "sched/cpu.h"
#include "syscalls.h"

#define CHANGEABLE (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | FASYNC)

static long duplicate(struct file *file, unsigned long from, bool close_on_exec)
{
	if (from >= limit_get(RLIMIT_NOFILE))
		return -EINVAL;
	int number = descriptor_allocate(file, (unsigned)from, close_on_exec);
	if (number >= 0)
		file->references++;
	return number;
}

static long control(int number, int command, unsigned long argument)
{
	struct descriptor *descriptor = descriptor_find(number);

	if (!descriptor)
		return -EBADF;
	struct file *file = descriptor->file;
	switch (command) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return duplicate(file, argument, command == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return descriptor->close_on_exec ? FD_CLOEXEC : 0;
	case F_SETFD:
		descriptor->close_on_exec = argument & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return file->flags;
	case F_SETFL:
		file->flags =
		        (file->flags & ~(unsigned)CHANGEABLE) | (argument & CHANGEABLE);
		return 0;
	}
	return -EINVAL;
}

static bool is_lock(int command)
{
	return (command >= F_GETLK && command <= F_SETLKW) ||
	       (command >= F_OFD_GETLK && command <= F_OFD_SETLKW);
}

/* Commands that only some kinds of files have. */
static bool is_of_kind(int command)
{
	return command == F_GETPIPE_SZ || command == F_SETPIPE_SZ ||
	       command == F_ADD_SEALS || command == F_GET_SEALS;
}

struct call {
	int number, command;
	unsigned long argument;
};

static long control_kind(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);
	bool pipe = call->command == F_GETPIPE_SZ || call->command == F_SETPIPE_SZ;
	long result = pipe ? -EBADF : -EINVAL;

	if (!file || file->flags & O_PATH)
		result = -EBADF;
	else if (file->operations->fcntl)
		result = file->operations->fcntl(file, call->command, call->argument);
	if (file)
		file_put(file);
	return result;
}

/* partial: F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ
 * and F_SETPIPE_SZ; all others, among them locks, leases and owners, are -EINVAL */
long sys_fcntl(int number, int command, unsigned long argument)
{
	struct call call = {number, command, argument};

	if (is_lock(command) && fcntl_lock)
		return fcntl_lock(number, command, argument);
	if (is_of_kind(command))
		return call_file(control_kind, &call);
	enter();
	lock_acquire(&descriptor_lock);
	long result = control(number, command, argument);
	lock_release(&descriptor_lock);
	return leave(result);
}
