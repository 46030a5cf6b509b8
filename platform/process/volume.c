/* SPDX-License-Identifier: ISC */
/*
 * platform_volume: the host's files. Here are the operations on volumes as a whole, and
 * what the others have in common; volume_name.c, volume_file.c and volume_contents.c have
 * the rest, volume_begin.c the start, volume_filter.c the filter. Without locks: the host
 * has its own.
 */
#include "volume.h"
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

/* Wherever this is: and the libos's file system over it. */
__asm__(".globl process_volumes_begin, process_volumes_filter, host_root");

/* AT_EMPTY_PATH and this: no other file can be meant. */
const char process_volume_itself[] = "";

const char *process_volume_digits(int handle, char digits[PROCESS_DIGITS])
{
	char *at = digits + PROCESS_DIGITS - 1;
	unsigned left = (unsigned)handle;

	*at = 0;
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	return at;
}

/* "/proc/self/fd" has an entry for each descriptor, which opening follows. */
int process_volume_open(int handle, int flags)
{
	char digits[PROCESS_DIGITS];
	long fd;

	if (handle < PROCESS_STREAMS)
		return -EBADF;
	do
		fd = linux_call3(__NR_openat, process_volumes.descriptors,
		                 (long)process_volume_digits(handle, digits),
		                 flags | PROCESS_VOLUME_OPEN);
	while (fd == -EINTR);
	return (int)fd;
}

static int64_t nanoseconds(const struct statx_timestamp *time)
{
	return time->tv_sec * 1000000000 + time->tv_nsec;
}

/* As stat(2) encodes it. */
static uint64_t device(uint64_t major, uint64_t minor)
{
	return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xfful) << 12 |
	       (major & ~0xffful) << 32;
}

static void take_status(const struct statx *from, struct platform_volume_status *to)
{
	*to = (struct platform_volume_status){
	        .device = device(from->stx_dev_major, from->stx_dev_minor),
	        .number = from->stx_ino,
	        .mode = from->stx_mode,
	        .user = from->stx_uid,
	        .group = from->stx_gid,
	        .links = from->stx_nlink,
	        .special = device(from->stx_rdev_major, from->stx_rdev_minor),
	        .size = from->stx_size,
	        .blocks = from->stx_blocks,
	        .block = from->stx_blksize,
	        .accessed = nanoseconds(&from->stx_atime),
	        .modified = nanoseconds(&from->stx_mtime),
	        .changed = nanoseconds(&from->stx_ctime),
	};
	if (from->stx_mask & STATX_BTIME)
		to->created = nanoseconds(&from->stx_btime);
}

int process_volume_status(int handle, struct platform_volume_status *to)
{
	struct statx status;

	if ((unsigned)handle < PROCESS_STREAMS && process_volumes.closed >> handle & 1)
		return -EBADF;
	long result = linux_call5(__NR_statx, handle, (long)process_volume_itself,
	                          AT_EMPTY_PATH | AT_NO_AUTOMOUNT,
	                          STATX_BASIC_STATS | STATX_BTIME, (long)&status);
	if (!result)
		take_status(&status, to);
	return (int)result;
}

static long copy_path(struct platform_volume_request *request, const char *path)
{
	size_t length = 0;

	while (path[length])
		length++;
	if (length >= request->size)
		return -ENAMETOOLONG;
	__builtin_memcpy(request->buffer, path, length + 1);
	return (long)length;
}

static long describe(struct platform_volume_request *request)
{
	if (request->position >= process_volumes.count)
		return -ENOENT;
	const struct process_volume *volume = &process_volumes.volume[request->position];
	request->handle = volume->handle;
	request->flags = volume->read_only ? PLATFORM_VOLUME_READ_ONLY : 0;
	long result = process_volume_status(volume->handle, &request->status);
	return result ? result : copy_path(request, volume->guest);
}

static long started(struct platform_volume_request *request)
{
	request->flags = process_volumes.mask;
	request->status.user = process_volumes.user;
	request->status.group = process_volumes.group;
	return copy_path(request, process_volumes.directory);
}

static long close_handle(struct platform_volume_request *request)
{
	if (request->handle < PROCESS_STREAMS)
		return -EBADF;
	return linux_call1(__NR_close, request->handle);
}

static unsigned open_for(int handle)
{
	static const unsigned modes[] = {PLATFORM_VOLUME_READ, PLATFORM_VOLUME_WRITE,
	                                 PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE, 0};
	long flags = linux_call3(__NR_fcntl, handle, F_GETFL, 0);
	if (flags < 0)
		return 0;
	return modes[flags & O_ACCMODE] | (flags & O_APPEND ? PLATFORM_VOLUME_APPEND : 0);
}

static long status(struct platform_volume_request *request)
{
	int handle = request->handle;
	if ((unsigned)handle < PROCESS_STREAMS)
		request->flags = open_for(handle);
	return process_volume_status(handle, &request->status);
}

static process_volume_operation *const operations[PLATFORM_VOLUME_OPERATIONS] = {
        [PLATFORM_VOLUME_DESCRIBE] = describe,
        [PLATFORM_VOLUME_STARTED] = started,
        [PLATFORM_VOLUME_WALK] = process_volume_walk,
        [PLATFORM_VOLUME_CREATE] = process_volume_create,
        [PLATFORM_VOLUME_LINK] = process_volume_link,
        [PLATFORM_VOLUME_REMOVE] = process_volume_remove,
        [PLATFORM_VOLUME_RENAME] = process_volume_rename,
        [PLATFORM_VOLUME_OPEN] = process_volume_reopen,
        [PLATFORM_VOLUME_CLOSE] = close_handle,
        [PLATFORM_VOLUME_STATUS] = status,
        [PLATFORM_VOLUME_SET] = process_volume_set,
        [PLATFORM_VOLUME_PERMIT] = process_volume_permit,
        [PLATFORM_VOLUME_READ_LINK] = process_volume_read_link,
        [PLATFORM_VOLUME_STATISTICS] = process_volume_statistics,
        [PLATFORM_VOLUME_EXTENDED_GET] = process_volume_extended_get,
        [PLATFORM_VOLUME_EXTENDED_SET] = process_volume_extended_set,
        [PLATFORM_VOLUME_EXTENDED_LIST] = process_volume_extended_list,
        [PLATFORM_VOLUME_EXTENDED_REMOVE] = process_volume_extended_remove,
        [PLATFORM_VOLUME_READ_AT] = process_volume_read_at,
        [PLATFORM_VOLUME_WRITE_AT] = process_volume_write_at,
        [PLATFORM_VOLUME_SEEK] = process_volume_seek,
        [PLATFORM_VOLUME_LIST] = process_volume_list,
        [PLATFORM_VOLUME_SYNC] = process_volume_sync,
        [PLATFORM_VOLUME_ALLOCATE] = process_volume_allocate,
        [PLATFORM_VOLUME_LOCK] = process_volume_lock,
        [PLATFORM_VOLUME_MAP] = process_volume_map,
        [PLATFORM_VOLUME_POLL] = process_volume_poll,
};

long process_volume(struct platform_volume_request *request)
{
	if (request->operation >= PLATFORM_VOLUME_OPERATIONS)
		return -EINVAL;
	return operations[request->operation](request);
}
