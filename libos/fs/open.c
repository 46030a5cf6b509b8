/* SPDX-License-Identifier: ISC */
/*
 * open(2), creat(2), openat(2), openat2(2).
 */
#include "fs/open.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/openat2.h>

/* Flags that openat2(2) knows; the older calls ignore all others. */
#define KNOWN                                                                            \
	(O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK |     \
	 O_SYNC | O_DSYNC | FASYNC | O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | \
	 O_NOATIME | O_CLOEXEC | O_PATH | O_TMPFILE)
#define PATH_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define RESOLVE_KNOWN                                                    \
	(RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | \
	 RESOLVE_BENEATH | RESOLVE_IN_ROOT | RESOLVE_CACHED)

struct call {
	int directory;
	const char *path;
	struct open how;
};

static long open(void *argument)
{
	const struct call *call = argument;
	struct file *file;
	struct lookup at;
	long result =
	        lookup(&at, call->directory, call->path, open_lookup_flags(&call->how));

	if (!result)
		result = open_at(&at, &call->how, &file);
	return result ? result : file_install(file, call->how.flags & O_CLOEXEC);
}

/* Those that go together: 0 or -EINVAL. */
static int check(unsigned flags)
{
	if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return -EINVAL;
	if ((flags & O_TMPFILE & ~O_DIRECTORY) &&
	    ((flags & O_TMPFILE) != O_TMPFILE || (flags & O_ACCMODE) == O_RDONLY))
		return -EINVAL;
	return 0;
}

/* full */
long sys_openat(int directory, const char *path, int flags, unsigned mode)
{
	struct call call = {directory, path, {.flags = (unsigned)flags & KNOWN}};

	if (flags & O_PATH)
		call.how.flags &= PATH_FLAGS;
	if (flags & (O_CREAT | O_TMPFILE))
		call.how.mode = mode & MODE_BITS;
	int result = check(call.how.flags);
	return result ? result : call_blocking(open, &call);
}

/* full */
long sys_open(const char *path, int flags, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, flags, mode);
}

/* full */
long sys_creat(const char *path, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* Bytes behind what is known must be 0: 0, -E2BIG, -EFAULT. */
static int check_rest(const char *from, size_t size)
{
	for (; size; size--, from++) {
		char byte;
		if (copy_in(&byte, from, 1))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return 0;
}

static int check_how(const struct open_how *how)
{
	bool makes = (how->flags & O_CREAT) || (how->flags & O_TMPFILE) == O_TMPFILE;

	if ((how->flags & ~(uint64_t)KNOWN) || (how->resolve & ~(uint64_t)RESOLVE_KNOWN))
		return -EINVAL;
	if (makes ? how->mode & ~(uint64_t)MODE_BITS : how->mode)
		return -EINVAL;
	if ((how->resolve & RESOLVE_BENEATH) && (how->resolve & RESOLVE_IN_ROOT))
		return -EINVAL;
	if ((how->flags & O_PATH) && (how->flags & ~(uint64_t)PATH_FLAGS))
		return -EINVAL;
	if ((how->resolve & RESOLVE_CACHED) && (makes || (how->flags & O_TRUNC)))
		return -EAGAIN;
	return check((unsigned)how->flags);
}

/* full */
long sys_openat2(int directory, const char *path, const struct open_how *from,
                 size_t size)
{
	struct open_how how;
	int result;

	if (size < sizeof how)
		return -EINVAL;
	if (size > PLATFORM_PAGE)
		return -E2BIG;
	result = check_rest((const char *)from + sizeof how, size - sizeof how);
	if (!result)
		result = copy_in(&how, from, sizeof how);
	if (!result)
		result = check_how(&how);
	if (result)
		return result;
	struct call call = {directory,
	                    path,
	                    {(unsigned)how.flags, (uint32_t)how.mode,
	                     (unsigned)how.resolve & ~(unsigned)RESOLVE_CACHED}};
	return call_blocking(open, &call);
}
