/* SPDX-License-Identifier: ISC */
/*
 * fcntl(2), without locks and leases.
 */
#include "descriptor.h"
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

/* partial: F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL and F_SETFL; all
 * others, among them locks, leases and owners, are -EINVAL */
long sys_fcntl(int number, int command, unsigned long argument)
{
	if (is_lock(command) && fcntl_lock)
		return fcntl_lock(number, command, argument);
	enter();
	lock_acquire(&descriptor_lock);
	long result = control(number, command, argument);
	lock_release(&descriptor_lock);
	return leave(result);
}
