/* SPDX-License-Identifier: ISC */
/*
 * mkdir(2), symlink(2) and their -at forms.
 */
#include "fs/create.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/limits.h>

struct call {
	int directory;
	const char *path;
	const char *text; /* of a symbolic link */
	struct creation what;
};

static long make(void *argument)
{
	struct call *call = argument;

	return path_create(call->directory, call->path, &call->what, NULL);
}

/* full */
long sys_mkdirat(int directory, const char *path, unsigned mode)
{
	struct call call = {
	        directory, path, NULL, {.mode = MODE_DIRECTORY | (mode & 01777)}};

	return call_blocking(make, &call);
}

/* full */
long sys_mkdir(const char *path, unsigned mode)
{
	return sys_mkdirat(AT_FDCWD, path, mode);
}

static long make_link(void *argument)
{
	struct call *call = argument;
	char *text = path_buffer_take();
	long length = text ? copy_string_in(text, call->text, PATH_MAX) : -ENOMEM;

	if (!length)
		length = -ENOENT;
	call->what.link = text;
	long result = length < 0 ? length : make(call);
	path_buffer_give(text);
	return result;
}

/* full */
long sys_symlinkat(const char *text, int directory, const char *path)
{
	struct call call = {directory, path, text, {.mode = MODE_LINK}};

	return call_blocking(make_link, &call);
}

/* full */
long sys_symlink(const char *text, const char *path)
{
	return sys_symlinkat(text, AT_FDCWD, path);
}
