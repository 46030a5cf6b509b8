/* SPDX-License-Identifier: ISC */
/*
 * fallocate(2), fadvise64(2), readahead(2).
 */
#include "fs/size.h"
#include "fs/tree.h"
#include "syscalls.h"
#include <linux/fadvise.h>
#include <linux/falloc.h>

struct call {
	int number, mode;
	uint64_t offset, length;
	long (*body)(struct file *file, const struct call *call);
};

static long with_file(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = file->flags & O_PATH ? -EBADF : call->body(file, call);
	file_put(file);
	return result;
}

static long allocate(struct file *file, const struct call *call)
{
	const struct inode *inode = file_inode(file);

	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!file->operations->seek)
		return -ESPIPE;
	if (inode && is_directory(inode))
		return -EISDIR;
	if (inode && !is_kind(inode, MODE_REGULAR) && !is_kind(inode, MODE_BLOCK))
		return -ENODEV;
	if (call->offset + call->length > SIZE_LARGEST)
		return -EFBIG;
	if (!file->operations->allocate)
		return -EOPNOTSUPP;
	return file->operations->allocate(file, call->mode, call->offset, call->length);
}

#define MODES                                                                    \
	(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_COLLAPSE_RANGE | \
	 FALLOC_FL_ZERO_RANGE | FALLOC_FL_INSERT_RANGE | FALLOC_FL_UNSHARE_RANGE)

static bool is_valid(int mode)
{
	int kind = mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE |
	                   FALLOC_FL_COLLAPSE_RANGE | FALLOC_FL_INSERT_RANGE);

	if ((mode & ~MODES) || (kind & (kind - 1)))
		return false;
	return !(mode & FALLOC_FL_PUNCH_HOLE) || (mode & FALLOC_FL_KEEP_SIZE);
}

/* partial: what the file system can: tmpfs no FALLOC_FL_COLLAPSE_RANGE and
 * FALLOC_FL_INSERT_RANGE, -EOPNOTSUPP, as Linux's */
long sys_fallocate(int number, int mode, long offset, long length)
{
	struct call call = {number, mode, (uint64_t)offset, (uint64_t)length, allocate};

	if (offset < 0 || length <= 0)
		return -EINVAL;
	if (!is_valid(mode))
		return -EOPNOTSUPP;
	return call_blocking(with_file, &call);
}

static long advise(struct file *file, const struct call *call)
{
	if (!file->operations->seek)
		return -ESPIPE;
	return call->mode >= POSIX_FADV_NORMAL && call->mode <= POSIX_FADV_NOREUSE
	               ? 0
	               : -EINVAL;
}

/* full */
long sys_fadvise64(int number, long offset, long length, int advice)
{
	struct call call = {number, advice, (uint64_t)offset, (uint64_t)length, advise};

	return call_blocking(with_file, &call);
}

static long read_ahead(struct file *file, const struct call *call)
{
	if ((file->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	return file->operations->map ? 0 : -EINVAL;
}

/* full */
long sys_readahead(int number, long offset, size_t count)
{
	struct call call = {number, 0, (uint64_t)offset, count, read_ahead};

	return call_blocking(with_file, &call);
}
