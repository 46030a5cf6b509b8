/* SPDX-License-Identifier: ISC */
/*
 * Positions (position.h). Lock: a mutex for several files, chosen by the file's address;
 * files that have positions don't keep one waiting for long.
 */
#include "position.h"
#include "sched/mutex.h"
#include <asm/ioctls.h>
#include <linux/fs.h>

#define MUTEXES 32

static struct mutex mutexes[MUTEXES];

static struct mutex *mutex_of(const struct file *file)
{
	return &mutexes[((uintptr_t)file >> 5) % MUTEXES];
}

void position_acquire(struct file *file)
{
	mutex_acquire(mutex_of(file));
}

void position_release(struct file *file)
{
	mutex_release(mutex_of(file));
}

long position_transfer(struct file *file, struct transfer *transfer,
                       long (*transfers)(struct file *, struct transfer *))
{
	bool below = position_below && file->operations->seek == position_below;

	position_acquire(file);
	transfer->position = below ? POSITION_BELOW : file->position;
	long done =
	        below || position_fits(transfer) ? transfers(file, transfer) : -EINVAL;
	if (done > 0 && !below)
		file->position = transfer->position;
	position_release(file);
	return done;
}

long position_seek(const struct file *file, long offset, int whence, uint64_t size)
{
	long base = whence == SEEK_CUR   ? (long)file->position
	            : whence == SEEK_END ? (long)size
	                                 : 0;

	if (whence > SEEK_END)
		return -EINVAL;
	if (__builtin_add_overflow(base, offset, &offset))
		return -EOVERFLOW;
	return offset < 0 ? -EINVAL : offset;
}

long position_control(struct file *file, unsigned long request, void *argument)
{
	long left = request == FIONREAD ? file->operations->seek(file, 0, SEEK_END) : 0;
	int number;

	if (request != FIONREAD)
		return -ENOTTY;
	left -= left < 0 ? 0 : (long)file->position;
	number = left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
	return copy_out(argument, &number, sizeof number);
}
