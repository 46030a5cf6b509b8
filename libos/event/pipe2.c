/* SPDX-License-Identifier: ISC */
/*
 * pipe(2), pipe2(2). No lock: nobody else has the pipe yet.
 */
#include "event/pipe.h"
#include "syscalls.h"

#define KNOWN (O_CLOEXEC | O_NONBLOCK | O_DIRECT)

struct call {
	int *numbers; /* the program's */
	unsigned flags;
};

static int open_end(struct pipe *pipe, unsigned flags, struct file **file)
{
	*file = pipe_file_make(pipe, flags);
	if (!*file)
		return -ENOMEM;
	pipe->files++;
	pipe_begin(pipe, flags);
	return 0;
}

static int open_both(unsigned flags, struct file *files[2])
{
	struct pipe *pipe = pipe_make();
	int result;

	if (!pipe)
		return -ENFILE;
	result = open_end(pipe, O_RDONLY | (flags & O_NONBLOCK), &files[0]);
	if (!result) {
		result = open_end(pipe, O_WRONLY | (flags & ~O_CLOEXEC), &files[1]);
		if (result)
			file_put(files[0]);
	}
	pipe_put(pipe);
	return result;
}

static long make(void *argument)
{
	const struct call *call = argument;
	struct file *files[2];
	int result = open_both(call->flags, files);

	if (result)
		return result;
	return file_install_pair(call->numbers, files, call->flags & O_CLOEXEC);
}

/* full */
long sys_pipe2(int *numbers, int flags)
{
	struct call call = {numbers, (unsigned)flags};

	if (flags & ~KNOWN)
		return -EINVAL;
	return call_blocking(make, &call);
}

/* full */
long sys_pipe(int *numbers)
{
	return sys_pipe2(numbers, 0);
}
