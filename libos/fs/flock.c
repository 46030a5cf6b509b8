/* SPDX-License-Identifier: ISC */
/*
 * flock(2).
 */
#include "fs/locks.h"
#include "syscalls.h"
#include <asm/fcntl.h>

struct call {
	int number, operation;
};

static long lock_file(struct file *file, int operation)
{
	const struct file_lock wanted = {.family = LOCK_WHOLE,
	                                 .owner = file,
	                                 .end = UINT64_MAX,
	                                 .exclusive = operation & LOCK_EX};

	if (file->flags & O_PATH)
		return -EBADF;
	if (!file->entry)
		return 0; /* nobody else can open it */
	return file_lock_set(file->entry->inode, &wanted, operation & LOCK_UN,
	                     !(operation & LOCK_NB));
}

static long lock(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = lock_file(file, call->operation);
	file_put(file);
	return result;
}

/* full */
long sys_flock(int number, int operation)
{
	struct call call = {number, operation};
	int kind = operation & ~LOCK_NB;

	if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN)
		return -EINVAL;
	return call_blocking(lock, &call);
}
