/* SPDX-License-Identifier: ISC */
/*
 * ioctl(2). All but the streams is a member of its own: the C library asks those whether
 * they are terminals, and many programs nothing else. No lock.
 */
#include "console.h"
#include "fs/call.h"
#include "syscalls.h"

static long control(void *argument)
{
	const struct ioctl_call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = ioctl_common ? ioctl_common(file, call)
	                           : console_control(file, call->request, call->argument);
	file_put(file);
	return result;
}

/* partial: what each kind of file knows, FIONBIO, FIOCLEX and FIONCLEX; all others are
 * -ENOTTY */
long sys_ioctl(int number, unsigned request, void *argument)
{
	struct ioctl_call call = {number, request, argument};

	return call_file(control, &call);
}
