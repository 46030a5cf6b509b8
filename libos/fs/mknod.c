/* SPDX-License-Identifier: ISC */
/*
 * mknod(2), mknodat(2).
 */
#include "fs/create.h"
#include "syscalls.h"
#include <linux/fcntl.h>

LINKS(fifo_open);

struct call {
	int directory;
	const char *path;
	struct creation what;
};

static long make(void *argument)
{
	struct call *call = argument;

	return path_create(call->directory, call->path, &call->what, NULL);
}

/* full */
long sys_mknodat(int directory, const char *path, unsigned mode, unsigned device)
{
	struct call call = {directory, path, {.mode = mode & (MODE_TYPE | MODE_BITS)}};

	switch (mode & MODE_TYPE) {
	case 0:
		call.what.mode |= MODE_REGULAR;
		break;
	case MODE_CHARACTER:
	case MODE_BLOCK:
		call.what.device = device;
		break;
	case MODE_REGULAR:
	case MODE_FIFO:
	case MODE_SOCKET:
		break;
	case MODE_DIRECTORY:
		return -EPERM;
	default:
		return -EINVAL;
	}
	return call_blocking(make, &call);
}

/* full */
long sys_mknod(const char *path, unsigned mode, unsigned device)
{
	return sys_mknodat(AT_FDCWD, path, mode, device);
}
