/* SPDX-License-Identifier: ISC */
/*
 * getcwd(2).
 */
#include "fs/path.h"
#include "syscalls.h"
#include <linux/limits.h>

struct call {
	char *to;
	size_t size;
};

static long put(char *buffer, const struct call *call)
{
	struct entry *current = directory_current();
	bool removed = current->removed;
	char *path = entry_path(current, buffer, PATH_MAX);

	entry_put(current);
	if (removed)
		return -ENOENT;
	if (!path)
		return -ENAMETOOLONG;
	size_t size = (size_t)(buffer + PATH_MAX - path);
	if (size > call->size)
		return -ERANGE;
	return copy_out(call->to, path, size) ? -EFAULT : (long)size;
}

static long getcwd(void *argument)
{
	char *buffer;
	long result = tree_begin();

	if (result)
		return result;
	buffer = path_buffer_take();
	if (!buffer)
		return -ENOMEM;
	result = put(buffer, argument);
	path_buffer_give(buffer);
	return result;
}

/* full */
long sys_getcwd(char *to, size_t size)
{
	struct call call = {to, size};

	return call_blocking(getcwd, &call);
}
