/* SPDX-License-Identifier: ISC */
/*
 * Operations on contents, by handles that have been opened. They don't wait for others:
 * such handles are non-blocking.
 */
#include "volume.h"
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/poll.h>
#include <linux/time_types.h>
#include <linux/uio.h>

_Static_assert(sizeof(struct platform_volume_piece) == sizeof(struct iovec),
               "the host's");

static long transfer(long call, const struct platform_volume_request *request, long flags)
{
	long result;
	do /* -1 is the descriptor's own position, and so is PLATFORM_VOLUME_HERE */
		result = linux_call6(call, request->handle, (long)request->pieces,
		                     (long)request->size, (long)request->position, 0,
		                     flags);
	while (result == -EINTR);
	return result;
}

long process_volume_read_at(struct platform_volume_request *request)
{
	return transfer(__NR_preadv2, request, 0);
}

long process_volume_write_at(struct platform_volume_request *request)
{
	unsigned flags = request->flags;
	return transfer(__NR_pwritev2, request,
	                (flags & PLATFORM_VOLUME_APPEND ? RWF_APPEND : 0) |
	                        (flags & PLATFORM_VOLUME_SAFE ? RWF_SYNC : 0) |
	                        (flags & PLATFORM_VOLUME_DATA_SAFE ? RWF_DSYNC : 0));
}

long process_volume_seek(struct platform_volume_request *request)
{
	return linux_call3(__NR_lseek, request->handle, (long)request->position,
	                   request->flags);
}

long process_volume_list(struct platform_volume_request *request)
{
	long result = 0;
	if (request->position != PLATFORM_VOLUME_HERE)
		result = linux_call3(__NR_lseek, request->handle, (long)request->position,
		                     SEEK_SET);
	return result < 0 ? result
	                  : linux_call3(__NR_getdents64, request->handle,
	                                (long)request->buffer, (long)request->size);
}

long process_volume_sync(struct platform_volume_request *request)
{
	long call = request->flags & PLATFORM_VOLUME_ALL         ? __NR_syncfs
	            : request->flags & PLATFORM_VOLUME_DATA_SAFE ? __NR_fdatasync
	                                                         : __NR_fsync;
	long result = linux_call1(call, request->handle);
	if (result != -EBADF)
		return result;
	int opened = process_volume_open(request->handle, O_RDONLY);
	if (opened < 0)
		return opened;
	result = linux_call1(call, opened);
	linux_call1(__NR_close, opened);
	return result;
}

long process_volume_allocate(struct platform_volume_request *request)
{
	long result;
	do
		result = linux_call5(__NR_fallocate, request->handle, request->flags,
		                     (long)request->position, (long)request->length, 0);
	while (result == -EINTR);
	return result;
}

/* ---- locks */

static long lock_whole(const struct platform_volume_request *request)
{
	unsigned flags = request->flags;
	return linux_call2(__NR_flock, request->handle,
	                   LOCK_NB | (flags & PLATFORM_VOLUME_WRITE  ? LOCK_EX
	                              : flags & PLATFORM_VOLUME_READ ? LOCK_SH
	                                                             : LOCK_UN));
}

static void tell_lock(struct platform_volume_request *request, const struct flock *lock)
{
	request->flags = lock->l_type == F_WRLCK   ? PLATFORM_VOLUME_WRITE
	                 : lock->l_type == F_RDLCK ? PLATFORM_VOLUME_READ
	                                           : 0;
	request->position = (uint64_t)lock->l_start;
	request->length = (uint64_t)lock->l_len;
	request->process = lock->l_pid;
}

long process_volume_lock(struct platform_volume_request *request)
{
	unsigned flags = request->flags;
	struct flock lock = {.l_type = flags & PLATFORM_VOLUME_WRITE  ? F_WRLCK
	                               : flags & PLATFORM_VOLUME_READ ? F_RDLCK
	                                                              : F_UNLCK,
	                     .l_whence = SEEK_SET,
	                     .l_start = (long)request->position,
	                     .l_len = (long)request->length};
	bool test = flags & PLATFORM_VOLUME_TEST;

	if (flags & PLATFORM_VOLUME_WHOLE)
		return test ? -EINVAL : lock_whole(request);
	long result = linux_call3(__NR_fcntl, request->handle,
	                          test ? F_OFD_GETLK : F_OFD_SETLK, (long)&lock);
	if (!result && test)
		tell_lock(request, &lock);
	return result;
}

/* ---- memory */

long process_volume_map(struct platform_volume_request *request)
{
	unsigned flags = request->flags;
	int result = process_range_check(0, request->buffer, request->size, false);
	if (result)
		return result;
	if (flags & PLATFORM_VOLUME_EXECUTE)
		return -EACCES;
	long at = linux_call6(__NR_mmap, (long)request->buffer, (long)request->size,
	                      flags & (PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE),
	                      flags & PLATFORM_VOLUME_SHARED ? PROCESS_MAP_FILE
	                                                     : PROCESS_MAP_COPY,
	                      request->handle, (long)request->position);
	return at < 0 ? at : 0;
}

long process_volume_poll(struct platform_volume_request *request)
{
	struct pollfd file = {.fd = request->handle, .events = (short)request->flags};
	struct __kernel_timespec now = {0};
	long result = linux_call5(__NR_ppoll, (long)&file, 1, (long)&now, 0, 0);
	if (result > 0 && file.revents & POLLNVAL)
		return -EBADF;
	return result < 0 ? result : file.revents;
}
