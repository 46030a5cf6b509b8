/* SPDX-License-Identifier: ISC */
/*
 * pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2). There is one process, so all of
 * them are about the program itself, and none ever becomes ready. No lock.
 */
#include "event/anonymous.h"
#include "event/information.h"
#include "identity/process.h"
#include "mem/heap.h"
#include "sched/wait.h"
#include "syscalls.h"

#define PIDFD_NONBLOCK O_NONBLOCK

static unsigned poll(struct file *file)
{
	return 0;
}

static void release(struct file *file)
{
	heap_free(file, sizeof *file);
}

static size_t information(struct file *file, char *to, size_t size)
{
	struct lines lines = {to, size, 0};

	lines_decimal(&lines, "Pid:\t", PROCESS);
	lines_decimal(&lines, "\nNSpid:\t", PROCESS);
	lines_text(&lines, "\n");
	return lines.length;
}

static const struct file_operations operations = {
        .poll = poll,
        .status = anonymous_status,
        .release = release,
        .information = information,
        .name = "anon_inode:[pidfd]",
};

/* full */
long sys_pidfd_open(int process, unsigned flags)
{
	if (flags & ~(unsigned)PIDFD_NONBLOCK || process <= 0)
		return -EINVAL;
	enter();
	bool thread = process != PROCESS && thread_find(process);
	if (process != PROCESS)
		return leave(thread ? -EINVAL : -ESRCH);
	struct file *file = anonymous_make(sizeof *file, &operations, O_RDWR | flags);
	return leave(file ? file_install(file, true) : -ENOMEM);
}

static long is_pidfd(void *number)
{
	struct file *file = file_get((int)(intptr_t)number);
	bool is = file && file->operations == &operations;

	if (file)
		file_put(file);
	return is ? 0 : -EBADF;
}

/* full */
long sys_pidfd_send_signal(int pidfd, int signal, const void *information, unsigned flags)
{
	long result = flags ? -EINVAL : call_blocking(is_pidfd, (void *)(intptr_t)pidfd);
	int number = signal;

	if (!result && information && copy_in(&number, information, sizeof number))
		result = -EFAULT;
	if (!result && number != signal)
		result = -EINVAL;
	if (result)
		return result;
	return information ? sys_rt_sigqueueinfo(PROCESS, signal, information)
	                   : sys_kill(PROCESS, signal);
}

struct call {
	int pidfd, number;
};

static long copy_file(void *argument)
{
	const struct call *call = argument;
	long result = is_pidfd((void *)(intptr_t)call->pidfd);
	struct file *file = result ? NULL : file_get(call->number);

	if (!file)
		return -EBADF;
	return file_install(file, true);
}

/* full */
long sys_pidfd_getfd(int pidfd, int number, unsigned flags)
{
	struct call call = {pidfd, number};

	return flags ? -EINVAL : call_blocking(copy_file, &call);
}
