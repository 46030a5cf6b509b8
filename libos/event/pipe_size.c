/* SPDX-License-Identifier: ISC */
/*
 * The capacity of pipes: fcntl(2), F_GETPIPE_SZ and F_SETPIPE_SZ. Lock: pipe.lock.
 */
#include "event/pipe.h"
#include "identity/capable.h"
#include "mem/heap.h"

#define LARGEST (1ul << 31) /* bytes, for those who may all */

static int resize(struct pipe *pipe, unsigned size)
{
	struct pipe_slot *slots = pipe->first;

	if (pipe_used(pipe) > size)
		return -EBUSY;
	if (size > PIPE_SLOTS)
		slots = heap_allocate(size * sizeof *slots);
	if (!slots)
		return -ENOMEM;
	struct pipe_slot *old = pipe->slots, kept[PIPE_SLOTS];
	if (slots == old) { /* small before and after */
		memcpy(kept, old, sizeof kept);
		old = kept;
	}
	for (unsigned i = pipe->tail; i != pipe->head; i++)
		slots[i & (size - 1)] = old[i & (pipe->size - 1)];
	if (old != kept && old != pipe->first)
		heap_free(old, pipe->size * sizeof *old);
	pipe->slots = slots;
	pipe->size = size;
	return 0;
}

static long set(struct pipe *pipe, unsigned long bytes)
{
	unsigned size = 1;

	if ((unsigned)bytes > LARGEST)
		return -EINVAL;
	while (size * (unsigned long)PLATFORM_PAGE < (unsigned)bytes)
		size *= 2;
	if (size > pipe->size && size > PIPE_LARGEST / PLATFORM_PAGE &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	int result = resize(pipe, size);
	if (!result) {
		queue_wake(&pipe->writers_waiting, 1);
		watch_tell(&pipe->watches, POLLOUT | POLLWRNORM);
	}
	return result ? result : (long)(size * (unsigned long)PLATFORM_PAGE);
}

long pipe_fcntl(struct file *file, int command, unsigned long argument)
{
	struct pipe *pipe = pipe_of(file);
	long result = -EINVAL;

	lock_acquire(&pipe->lock);
	if (command == F_GETPIPE_SZ)
		result = (long)(pipe->size * (unsigned long)PLATFORM_PAGE);
	else if (command == F_SETPIPE_SZ)
		result = set(pipe, argument);
	lock_release(&pipe->lock);
	return result;
}
