/* SPDX-License-Identifier: ISC */
/*
 * Operations on files that need not be open: attributes, links' texts, extended
 * attributes, and opening. Where the host wants an open file for something, one is opened
 * for the moment.
 */
#include "volume.h"
#include <asm/statfs.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/magic.h>
#include <linux/time_types.h>

#define TIME_NOW  ((1l << 30) - 1l) /* utimensat(2): UTIME_NOW, UTIME_OMIT */
#define TIME_OMIT ((1l << 30) - 2l)

/* The program's memory is a file of procfs too: it would be written through that. */
static bool is_process_information(int handle)
{
	struct statfs status;
	return !linux_call2(__NR_fstatfs, handle, (long)&status) &&
	       status.f_type == PROC_SUPER_MAGIC;
}

long process_volume_reopen(struct platform_volume_request *request)
{
	static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY, O_RDWR};
	unsigned wanted = request->flags & (PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE);
	int flags = modes[wanted];

	if (wanted & PLATFORM_VOLUME_WRITE && is_process_information(request->handle))
		return -EACCES;
	if (request->flags & PLATFORM_VOLUME_KEEP_TIME)
		flags |= O_NOATIME;
	int handle = process_volume_open(request->handle, flags);
	if (handle < 0)
		return handle;
	request->handle = handle;
	return 0;
}

/* ---- attributes */

static long set_size(int handle, uint64_t size)
{
	long result = linux_call2(__NR_ftruncate, handle, (long)size);
	if (handle < PROCESS_STREAMS || (result != -EBADF && result != -EINVAL))
		return result;
	int opened = process_volume_open(handle, O_WRONLY);
	if (opened < 0)
		return opened;
	result = linux_call2(__NR_ftruncate, opened, (long)size);
	linux_call1(__NR_close, opened);
	return result;
}

/* Before Linux 6.6: by a descriptor that was opened, or by name where any may be named.
 */
static long set_mode_old(int handle, uint32_t mode)
{
	char digits[PROCESS_DIGITS];
	if (!process_volumes.confined)
		return linux_call3(__NR_fchmodat, process_volumes.descriptors,
		                   (long)process_volume_digits(handle, digits), mode);
	int opened = process_volume_open(handle, O_RDONLY);
	if (opened < 0)
		opened = process_volume_open(handle, O_WRONLY);
	if (opened < 0)
		return opened;
	long result = linux_call2(__NR_fchmod, opened, mode);
	linux_call1(__NR_close, opened);
	return result;
}

static long set_mode(int handle, uint32_t mode)
{
	long result = linux_call5(__NR_fchmodat2, handle, (long)process_volume_itself,
	                          mode & 07777, AT_EMPTY_PATH, 0);
	return result == -ENOSYS ? set_mode_old(handle, mode & 07777) : result;
}

static struct __kernel_timespec time_of(unsigned flags, unsigned set, unsigned now,
                                        int64_t nanoseconds)
{
	struct __kernel_timespec time = {.tv_nsec = TIME_OMIT};
	if (flags & now)
		time.tv_nsec = TIME_NOW;
	else if (flags & set) {
		time.tv_sec = nanoseconds / 1000000000;
		time.tv_nsec = nanoseconds % 1000000000;
		if (time.tv_nsec < 0) {
			time.tv_nsec += 1000000000;
			time.tv_sec--;
		}
	}
	return time;
}

static long set_times(const struct platform_volume_request *request)
{
	const struct __kernel_timespec times[2] = {
	        time_of(request->flags, PLATFORM_VOLUME_SET_ACCESSED,
	                PLATFORM_VOLUME_SET_ACCESSED_NOW, request->status.accessed),
	        time_of(request->flags, PLATFORM_VOLUME_SET_MODIFIED,
	                PLATFORM_VOLUME_SET_MODIFIED_NOW, request->status.modified),
	};
	return linux_call5(__NR_utimensat, request->handle, (long)process_volume_itself,
	                   (long)times, AT_EMPTY_PATH, 0);
}

#define OWNER (PLATFORM_VOLUME_SET_USER | PLATFORM_VOLUME_SET_GROUP)
#define TIMES                                                          \
	(PLATFORM_VOLUME_SET_ACCESSED | PLATFORM_VOLUME_SET_MODIFIED | \
	 PLATFORM_VOLUME_SET_ACCESSED_NOW | PLATFORM_VOLUME_SET_MODIFIED_NOW)

long process_volume_set(struct platform_volume_request *request)
{
	const struct platform_volume_status *status = &request->status;
	unsigned flags = request->flags;
	long result = 0;

	if (flags & PLATFORM_VOLUME_SET_SIZE)
		result = set_size(request->handle, status->size);
	if (!result && flags & OWNER)
		result = linux_call5(
		        __NR_fchownat, request->handle, (long)process_volume_itself,
		        flags & PLATFORM_VOLUME_SET_USER ? (long)status->user : -1,
		        flags & PLATFORM_VOLUME_SET_GROUP ? (long)status->group : -1,
		        AT_EMPTY_PATH);
	if (!result && flags & PLATFORM_VOLUME_SET_MODE)
		result = set_mode(request->handle, status->mode);
	if (!result && flags & TIMES)
		result = set_times(request);
	return result;
}

long process_volume_permit(struct platform_volume_request *request)
{
	unsigned flags = request->flags;
	int mode = (flags & PLATFORM_VOLUME_READ ? 4 : 0) | /* access(2): R_OK... */
	           (flags & PLATFORM_VOLUME_WRITE ? 2 : 0) |
	           (flags & PLATFORM_VOLUME_EXECUTE ? 1 : 0);
	return linux_call5(__NR_faccessat2, request->handle, (long)process_volume_itself,
	                   mode, AT_EACCESS | AT_EMPTY_PATH, 0);
}

long process_volume_read_link(struct platform_volume_request *request)
{
	return linux_call5(__NR_readlinkat, request->handle, (long)process_volume_itself,
	                   (long)request->buffer, (long)request->size, 0);
}

long process_volume_statistics(struct platform_volume_request *request)
{
	return linux_call2(__NR_fstatfs, request->handle, (long)request->buffer);
}

/* ---- extended attributes */

static long extended(long call, struct platform_volume_request *request, long a, long b,
                     long c, long d)
{
	long result = linux_call5(call, request->handle, a, b, c, d);
	if (result != -EBADF || request->handle < PROCESS_STREAMS)
		return result;
	int opened = process_volume_open(request->handle, O_RDONLY);
	if (opened == -EACCES)
		opened = process_volume_open(request->handle, O_WRONLY);
	if (opened < 0)
		return opened;
	result = linux_call5(call, opened, a, b, c, d);
	linux_call1(__NR_close, opened);
	return result;
}

long process_volume_extended_get(struct platform_volume_request *request)
{
	return extended(__NR_fgetxattr, request, (long)request->name,
	                (long)request->buffer, (long)request->size, 0);
}

long process_volume_extended_set(struct platform_volume_request *request)
{
	return extended(__NR_fsetxattr, request, (long)request->name,
	                (long)request->buffer, (long)request->size, request->flags);
}

long process_volume_extended_list(struct platform_volume_request *request)
{
	return extended(__NR_flistxattr, request, (long)request->buffer,
	                (long)request->size, 0, 0);
}

long process_volume_extended_remove(struct platform_volume_request *request)
{
	return extended(__NR_fremovexattr, request, (long)request->name, 0, 0, 0);
}
