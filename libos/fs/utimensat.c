/* SPDX-License-Identifier: ISC */
/*
 * utimensat(2), futimesat(2), utimes(2), utime(2).
 */
#include "fs/change.h"
#include "syscalls.h"
#include "time/clock.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>
#include <linux/stat.h>
#include <linux/utime.h>

/* Of utimensat(2), in tv_nsec. */
#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

/* Both to now needs the right to write; to anything else, to be the owner. */
static int change_times(struct inode *inode, struct change_call *call)
{
	int result = inode->operations->refresh ? inode->operations->refresh(inode) : 0;
	bool now = !call->to.links; /* how the caller says it */

	if (result || !call->which)
		return result;
	if (!inode_owned(inode))
		result = now ? inode_permit(inode, MAY_WRITE) : -EPERM;
	return result ? result
	              : inode_change(inode, &call->to,
	                             call->which | (now ? ATTRIBUTE_NOW : 0));
}

static long change(int directory, const char *path, int flags, struct attributes to,
                   unsigned which)
{
	struct change_call call = {
	        .directory = directory,
	        .path = path,
	        .flags = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	                 (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0),
	        .event = IN_ATTRIB,
	        .body = change_times,
	        .to = to,
	        .which = which};

	return call_blocking(change_attributes, &call);
}

static struct attributes both_now(void)
{
	int64_t now = (int64_t)clock_wall();

	return (struct attributes){.accessed = now, .modified = now};
}

static bool read_time(int64_t *to, const struct __kernel_timespec *from, unsigned *which,
                      unsigned bit)
{
	if (from->tv_nsec == UTIME_OMIT)
		return true;
	*which |= bit;
	if (from->tv_nsec == UTIME_NOW) {
		*to = (int64_t)clock_wall();
		return true;
	}
	if (from->tv_nsec < 0 || from->tv_nsec >= (long long)SECOND)
		return false;
	if (__builtin_mul_overflow(from->tv_sec, (int64_t)SECOND, to) ||
	    __builtin_add_overflow(*to, from->tv_nsec, to))
		*to = from->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return true;
}

/* full */
long sys_utimensat(int directory, const char *path, const struct __kernel_timespec *times,
                   int flags)
{
	struct __kernel_timespec copy[2];
	struct attributes to = {0};
	unsigned which = 0;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!path && (directory == AT_FDCWD || flags))
		return directory == AT_FDCWD ? -EFAULT : -EINVAL;
	if (!times)
		return change(directory, path, flags, both_now(),
		              ATTRIBUTE_ACCESSED | ATTRIBUTE_MODIFIED);
	if (copy_in(copy, times, sizeof copy))
		return -EFAULT;
	if (!read_time(&to.accessed, &copy[0], &which, ATTRIBUTE_ACCESSED) ||
	    !read_time(&to.modified, &copy[1], &which, ATTRIBUTE_MODIFIED))
		return -EINVAL;
	to.links = copy[0].tv_nsec != UTIME_NOW || copy[1].tv_nsec != UTIME_NOW;
	return change(directory, path, flags, to, which);
}

/* full */
long sys_futimesat(int directory, const char *path,
                   const struct __kernel_old_timeval *times)
{
	struct __kernel_old_timeval copy[2];
	struct attributes to = {.links = 1};

	if (!times)
		return change(directory, path, 0, both_now(),
		              ATTRIBUTE_ACCESSED | ATTRIBUTE_MODIFIED);
	if (copy_in(copy, times, sizeof copy))
		return -EFAULT;
	for (int i = 0; i < 2; i++)
		if (copy[i].tv_usec < 0 || copy[i].tv_usec >= 1000000)
			return -EINVAL;
	to.accessed = copy[0].tv_sec * (int64_t)SECOND + copy[0].tv_usec * 1000;
	to.modified = copy[1].tv_sec * (int64_t)SECOND + copy[1].tv_usec * 1000;
	return change(directory, path, 0, to, ATTRIBUTE_ACCESSED | ATTRIBUTE_MODIFIED);
}

/* full */
long sys_utimes(const char *path, const struct __kernel_old_timeval *times)
{
	return path ? sys_futimesat(AT_FDCWD, path, times) : -EFAULT;
}

/* full */
long sys_utime(const char *path, const struct utimbuf *times)
{
	struct utimbuf copy;
	struct attributes to = {.links = 1};

	if (!path)
		return -EFAULT;
	if (!times)
		return change(AT_FDCWD, path, 0, both_now(),
		              ATTRIBUTE_ACCESSED | ATTRIBUTE_MODIFIED);
	if (copy_in(&copy, times, sizeof copy))
		return -EFAULT;
	to.accessed = copy.actime * (int64_t)SECOND;
	to.modified = copy.modtime * (int64_t)SECOND;
	return change(AT_FDCWD, path, 0, to, ATTRIBUTE_ACCESSED | ATTRIBUTE_MODIFIED);
}
