/* SPDX-License-Identifier: ISC */
/*
 * Record locks by fcntl(2): F_SETLK, F_SETLKW, F_GETLK and their F_OFD_ forms. All
 * threads are one process, so its own record locks are in nobody's way but those of open
 * files.
 */
#include "fs/locks.h"
#include "fs/stat.h"
#include "syscalls.h"
#include <asm/fcntl.h>
#include <asm/stat.h>
#include <linux/fs.h>

struct call {
	int number, command;
	struct flock *flock; /* the program's */
};

static int base_of(struct file *file, short whence, int64_t *base)
{
	struct stat status = {0};
	int result = 0;

	*base = 0;
	if (whence == SEEK_CUR)
		*base = (int64_t)file->position;
	else if (whence == SEEK_END)
		result = file->operations->status(file, &status);
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (!result && whence == SEEK_END)
		*base = status.st_size;
	return result;
}

/* The bytes that are meant: 0, -EINVAL, -EOVERFLOW. */
static int range_of(struct file *file, const struct flock *from, struct file_lock *to)
{
	int64_t start, end;
	int result = base_of(file, from->l_whence, &start);

	if (result)
		return result;
	if (__builtin_add_overflow(start, from->l_start, &start))
		return -EOVERFLOW;
	end = INT64_MAX;
	if (from->l_len > 0 && __builtin_add_overflow(start, from->l_len - 1, &end))
		return -EOVERFLOW;
	if (from->l_len < 0) {
		end = start - 1;
		start += from->l_len;
	}
	if (start < 0)
		return -EINVAL;
	to->start = (uint64_t)start;
	to->end = end == INT64_MAX ? UINT64_MAX : (uint64_t)end;
	return 0;
}

static int check_mode(const struct file *file, short type)
{
	unsigned mode = file->flags & O_ACCMODE;

	switch (type) {
	case F_RDLCK:
		return mode == O_WRONLY ? -EBADF : 0;
	case F_WRLCK:
		return mode == O_RDONLY ? -EBADF : 0;
	case F_UNLCK:
		return 0;
	}
	return -EINVAL;
}

static bool of_file(int command)
{
	return command == F_OFD_GETLK || command == F_OFD_SETLK ||
	       command == F_OFD_SETLKW;
}

static long get(struct file *file, struct file_lock *wanted, struct flock *flock)
{
	int result = file_lock_blocked(file->entry->inode, wanted);

	if (!result)
		flock->l_type = F_UNLCK;
	if (result != -EAGAIN)
		return result;
	flock->l_type = wanted->exclusive ? F_WRLCK : F_RDLCK;
	flock->l_whence = SEEK_SET;
	flock->l_start = (long)wanted->start;
	flock->l_len =
	        wanted->end == UINT64_MAX ? 0 : (long)(wanted->end - wanted->start + 1);
	flock->l_pid = wanted->process                  ? wanted->process
	               : wanted->owner == LOCKS_PROCESS ? (int)sys_getpid()
	                                                : -1;
	return 0;
}

static long act(struct file *file, const struct call *call, struct flock *flock)
{
	struct file_lock wanted = {.family = LOCK_RECORD,
	                           .owner = of_file(call->command) ? (const void *)file
	                                                           : LOCKS_PROCESS,
	                           .exclusive = flock->l_type == F_WRLCK};
	int result = range_of(file, flock, &wanted);

	if (result)
		return result;
	if (of_file(call->command) && flock->l_pid)
		return -EINVAL;
	if (call->command == F_GETLK || call->command == F_OFD_GETLK)
		return flock->l_type == F_UNLCK && call->command == F_GETLK
		               ? -EINVAL
		               : get(file, &wanted, flock);
	result = check_mode(file, flock->l_type);
	if (result)
		return result;
	return file_lock_set(file->entry->inode, &wanted, flock->l_type == F_UNLCK,
	                     call->command == F_SETLKW || call->command == F_OFD_SETLKW);
}

static long with_file(struct file *file, const struct call *call)
{
	struct flock flock;
	long result;

	if (file->flags & O_PATH)
		return -EBADF;
	if (copy_in(&flock, call->flock, sizeof flock))
		return -EFAULT;
	if (!file->entry)
		return -EINVAL;
	result = act(file, call, &flock);
	if (!result && (call->command == F_GETLK || call->command == F_OFD_GETLK))
		result = copy_out(call->flock, &flock, sizeof flock);
	return result;
}

static long run(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = with_file(file, call);
	file_put(file);
	return result;
}

long fcntl_lock(int number, int command, unsigned long argument)
{
	struct call call = {number, command, (struct flock *)argument};

	return call_blocking(run, &call);
}
