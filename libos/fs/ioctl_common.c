/* SPDX-License-Identifier: ISC */
/*
 * The requests of ioctl(2) that mean the same for all files. Lock: descriptor_lock.
 */
#include "console.h"
#include "descriptor.h"
#include "fs/device/session.h"
#include <asm/ioctls.h>

static long set_close_on_exec(int number, bool on)
{
	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(number);
	if (descriptor)
		descriptor->close_on_exec = on;
	lock_release(&descriptor_lock);
	return descriptor ? 0 : -EBADF;
}

static long set_flag(struct file *file, unsigned flag, const int *argument)
{
	int on;

	if (copy_in(&on, argument, sizeof on))
		return -EFAULT;
	lock_acquire(&descriptor_lock);
	file->flags = on ? file->flags | flag : file->flags & ~flag;
	lock_release(&descriptor_lock);
	return 0;
}

/* Of the console and its session, where paths can lead to terminals. */
static long control_console(const struct file *file, const struct ioctl_call *call)
{
	long result = -NO_SESSION_REQUEST;

	if (session_control && file->operations == &console_operations &&
	    stream_terminal(file->stream))
		result = session_control(NULL, false, call->request, call->argument);
	return result == -NO_SESSION_REQUEST ? -ENOTTY : result;
}

long ioctl_common(struct file *file, const struct ioctl_call *call)
{
	if (file->flags & O_PATH)
		return -EBADF;
	switch (call->request) {
	case FIOCLEX:
	case FIONCLEX:
		return set_close_on_exec(call->number, call->request == FIOCLEX);
	case FIONBIO:
		return set_flag(file, O_NONBLOCK, call->argument);
	}
	long result = -ENOTTY;
	if (file->operations->control)
		result = file->operations->control(file, call->request, call->argument);
	return result == -ENOTTY ? control_console(file, call) : result;
}
