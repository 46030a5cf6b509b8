/* SPDX-License-Identifier: ISC */
/*
 * stat(2), lstat(2), fstatat(2), statx(2).
 */
#include "fs/path.h"
#include "fs/stat.h"
#include "syscalls.h"
#include <asm/stat.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

struct call {
	int directory;
	const char *path;
	unsigned flags; /* LOOKUP_* */
	struct stat *status;
	struct statx *extended;
	int64_t created;
};

/* A descriptor's own file, which needn't have a name. */
static long status_of_file(int number, struct stat *status)
{
	struct file *file = file_get(number);
	long result = -EBADF;

	if (file) {
		result = file->operations->status(file, status);
		file_put(file);
	}
	return result;
}

static bool is_empty(const char *path)
{
	char first;

	return !path || (!copy_in(&first, path, 1) && !first);
}

static long status_of_path(struct call *call, struct stat *status)
{
	struct lookup at;
	long result = lookup(&at, call->directory, call->path, call->flags);

	if (result)
		return result;
	result = inode_status(at.entry->inode, status);
	call->created = at.entry->inode->attributes.created;
	lookup_end(&at);
	return result;
}

static struct statx_timestamp time_of(unsigned long seconds, unsigned long rest)
{
	return (struct statx_timestamp){.tv_sec = (long)seconds,
	                                .tv_nsec = (unsigned)rest};
}

static unsigned major_of(uint64_t device)
{
	return (unsigned)(device >> 8 & 0xfff);
}

static unsigned minor_of(uint64_t device)
{
	return (unsigned)((device & 0xff) | (device >> 12 & 0xffffff00));
}

static int put_extended(const struct call *call, const struct stat *from)
{
	struct statx to = {.stx_mask = STATX_BASIC_STATS,
	                   .stx_blksize = (unsigned)from->st_blksize,
	                   .stx_nlink = (unsigned)from->st_nlink,
	                   .stx_uid = from->st_uid,
	                   .stx_gid = from->st_gid,
	                   .stx_mode = (uint16_t)from->st_mode,
	                   .stx_ino = from->st_ino,
	                   .stx_size = (uint64_t)from->st_size,
	                   .stx_blocks = (uint64_t)from->st_blocks,
	                   .stx_atime = time_of(from->st_atime, from->st_atime_nsec),
	                   .stx_mtime = time_of(from->st_mtime, from->st_mtime_nsec),
	                   .stx_ctime = time_of(from->st_ctime, from->st_ctime_nsec),
	                   .stx_rdev_major = major_of(from->st_rdev),
	                   .stx_rdev_minor = minor_of(from->st_rdev),
	                   .stx_dev_major = major_of(from->st_dev),
	                   .stx_dev_minor = minor_of(from->st_dev)};

	if (call->created) {
		to.stx_mask |= STATX_BTIME;
		to.stx_btime = time_of((unsigned long)(call->created / 1000000000),
		                       (unsigned long)(call->created % 1000000000));
	}
	return copy_out(call->extended, &to, sizeof to);
}

static long status(void *argument)
{
	struct call *call = argument;
	struct stat status = {0};
	bool own = (call->flags & LOOKUP_EMPTY) && is_empty(call->path) &&
	           call->directory != AT_FDCWD;
	long result = own ? status_of_file(call->directory, &status)
	                  : status_of_path(call, &status);

	if (result)
		return result;
	return call->extended ? put_extended(call, &status)
	                      : copy_out(call->status, &status, sizeof status);
}

static long at(int directory, const char *path, struct stat *to, unsigned flags)
{
	struct call call = {
	        .directory = directory, .path = path, .flags = flags, .status = to};

	return call_blocking(status, &call);
}

/* full */
long sys_stat(const char *path, struct stat *to)
{
	return at(AT_FDCWD, path, to, LOOKUP_FOLLOW);
}

/* full */
long sys_lstat(const char *path, struct stat *to)
{
	return at(AT_FDCWD, path, to, 0);
}

static unsigned lookup_flags(int flags)
{
	return (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
	       (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
}

/* full */
long sys_newfstatat(int directory, const char *path, struct stat *to, int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	return at(directory, path, to, lookup_flags(flags));
}

/* partial: no STATX_MNT_ID, no attributes */
long sys_statx(int directory, const char *path, int flags, unsigned mask,
               struct statx *to)
{
	struct call call = {.directory = directory,
	                    .path = path,
	                    .flags = lookup_flags(flags),
	                    .extended = to};

	if (flags &
	    ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE))
		return -EINVAL;
	if ((mask & STATX__RESERVED) ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	return call_blocking(status, &call);
}
