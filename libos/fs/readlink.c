/* SPDX-License-Identifier: ISC */
/*
 * readlink(2), readlinkat(2).
 */
#include "fs/path.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/limits.h>

struct call {
	int directory;
	const char *path;
	char *to;
	int size;
};

static long read_text(struct inode *inode, const struct call *call)
{
	size_t size = call->size < PATH_MAX ? (size_t)call->size : PATH_MAX;
	char *text = path_buffer_take();
	long length;

	if (!text)
		return -ENOMEM;
	length = inode->operations->read_link(inode, text, size);
	if (length > 0 && copy_out(call->to, text, (size_t)length))
		length = -EFAULT;
	path_buffer_give(text);
	return length;
}

static long read_link(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, call->directory, call->path, LOOKUP_EMPTY);

	if (result)
		return result;
	if (is_kind(at.entry->inode, MODE_LINK))
		result = read_text(at.entry->inode, call);
	else
		result = at.buffer[0] ? -EINVAL : -ENOENT;
	lookup_end(&at);
	return result;
}

/* full */
long sys_readlinkat(int directory, const char *path, char *to, int size)
{
	struct call call = {directory, path, to, size};

	return size <= 0 ? -EINVAL : call_blocking(read_link, &call);
}

/* full */
long sys_readlink(const char *path, char *to, int size)
{
	return sys_readlinkat(AT_FDCWD, path, to, size);
}
