/* SPDX-License-Identifier: ISC */
/*
 * statfs(2), fstatfs(2).
 */
#include "fs/path.h"
#include "syscalls.h"
#include <asm/statfs.h>
#include <linux/fcntl.h>
#include <linux/magic.h>

struct call {
	const char *path;
	int number;
	struct statfs *to;
};

#define FLAG_VALID 0x20 /* ST_VALID of Linux's f_flags: they are set */

static long put(struct entry *entry, struct statfs *to)
{
	struct file_system *system = entry->inode->system;
	struct statfs statistics = {0};
	long result = system->operations->statistics(system, &statistics);

	statistics.f_flags = (long)system->flags | FLAG_VALID;
	return result ? result : copy_out(to, &statistics, sizeof statistics);
}

static long of_path(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result = lookup(&at, AT_FDCWD, call->path, LOOKUP_FOLLOW);

	if (result)
		return result;
	result = put(at.entry, call->to);
	lookup_end(&at);
	return result;
}

/* full */
long sys_statfs(const char *path, struct statfs *to)
{
	struct call call = {.path = path, .to = to};

	return call_blocking(of_path, &call);
}

/* Pipes, sockets and their like lie in a file system that can't be seen. */
static long put_nowhere(struct statfs *to)
{
	const struct statfs statistics = {.f_type = PIPEFS_MAGIC,
	                                  .f_bsize = PLATFORM_PAGE,
	                                  .f_frsize = PLATFORM_PAGE,
	                                  .f_namelen = NAME_LONGEST,
	                                  .f_flags = FLAG_VALID};

	return copy_out(to, &statistics, sizeof statistics);
}

static long of_file(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = file->entry ? put(file->entry, call->to) : put_nowhere(call->to);
	file_put(file);
	return result;
}

/* full */
long sys_fstatfs(int number, struct statfs *to)
{
	struct call call = {.number = number, .to = to};

	return call_blocking(of_file, &call);
}
