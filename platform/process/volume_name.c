/* SPDX-License-Identifier: ISC */
/*
 * Operations on names in a directory. Each name is one component, so nothing but what the
 * directory holds can be meant, and openat2(2) refuses whatever else it might find.
 */
#include "volume.h"
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>

/* volume_filter.c lets openat2(2) through with this alone. */
const struct open_how process_volume_walking = {
        .flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
};

static bool is_component(const char *name)
{
	if (!name || !*name ||
	    (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))))
		return false;
	while (*name && *name != '/')
		name++;
	return !*name;
}

/* A handle that an operation made becomes its answer. */
static long answer(struct platform_volume_request *request, long handle)
{
	if (handle < 0)
		return handle;
	int result = process_volume_status((int)handle, &request->status);
	if (result)
		linux_call1(__NR_close, handle);
	else
		request->handle = (int)handle;
	return result;
}

static long walk(int directory, const char *name)
{
	long handle;
	do
		handle = linux_call5(__NR_openat2, directory, (long)name,
		                     (long)&process_volume_walking,
		                     sizeof process_volume_walking, 0);
	while (handle == -EINTR);
	return handle;
}

long process_volume_walk(struct platform_volume_request *request)
{
	if (!is_component(request->name))
		return -EINVAL;
	return answer(request, walk(request->handle, request->name));
}

static long create_regular(struct platform_volume_request *request)
{
	int flags = request->name ? PROCESS_VOLUME_MAKE
	                          : PROCESS_VOLUME_OPEN | O_RDWR | O_TMPFILE;
	const char *name = request->name ? request->name : ".";
	return answer(request, linux_call5(__NR_openat, request->handle, (long)name,
	                                   flags, request->status.mode & ~S_IFMT, 0));
}

static long create_special(struct platform_volume_request *request)
{
	uint32_t mode = request->status.mode;
	int directory = request->handle;
	long name = (long)request->name;

	switch (mode & S_IFMT) {
	case S_IFDIR:
		return linux_call3(__NR_mkdirat, directory, name, mode & ~S_IFMT);
	case S_IFLNK:
		return linux_call3(__NR_symlinkat, (long)request->buffer, directory,
		                   name);
	case S_IFCHR:
	case S_IFBLK:
		if (process_volumes.confined)
			return -EPERM;
		__attribute__((fallthrough));
	case S_IFIFO:
	case S_IFSOCK:
		return linux_call5(__NR_mknodat, directory, name, mode,
		                   (long)request->status.special, 0);
	}
	return -EINVAL;
}

long process_volume_create(struct platform_volume_request *request)
{
	bool regular = (request->status.mode & S_IFMT) == S_IFREG;

	if (request->name ? !is_component(request->name) : !regular)
		return -EINVAL;
	if (regular)
		return create_regular(request);
	long result = create_special(request);
	return result ? result : answer(request, walk(request->handle, request->name));
}

/* Before Linux 6.10 only a privileged process could do it by the handle itself. */
long process_volume_link(struct platform_volume_request *request)
{
	if (!is_component(request->other_name))
		return -EINVAL;
	long result =
	        linux_call5(__NR_linkat, request->handle, (long)process_volume_itself,
	                    request->other, (long)request->other_name, AT_EMPTY_PATH);
	char digits[PROCESS_DIGITS];
	if (result == -ENOENT)
		result = linux_call5(__NR_linkat, process_volumes.descriptors,
		                     (long)process_volume_digits(request->handle, digits),
		                     request->other, (long)request->other_name,
		                     AT_SYMLINK_FOLLOW);
	return result;
}

long process_volume_remove(struct platform_volume_request *request)
{
	if (!is_component(request->name))
		return -EINVAL;
	return linux_call3(__NR_unlinkat, request->handle, (long)request->name,
	                   request->flags & PLATFORM_VOLUME_DIRECTORY ? AT_REMOVEDIR : 0);
}

long process_volume_rename(struct platform_volume_request *request)
{
	if (!is_component(request->name) || !is_component(request->other_name))
		return -EINVAL;
	return linux_call5(__NR_renameat2, request->handle, (long)request->name,
	                   request->other, (long)request->other_name, request->flags);
}
