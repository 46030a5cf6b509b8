/* SPDX-License-Identifier: ISC */
/*
 * Reading pipes. Within call_blocking(). Who waits does so alone: one reader is told of
 * new bytes, and tells the next one when he leaves some. Lock: pipe.mutex.
 */
#include "event/pipe.h"

static bool readable(void *object)
{
	const struct pipe *pipe = object;

	return pipe_used(pipe) || !__atomic_load_n(&pipe->writers, __ATOMIC_ACQUIRE);
}

int pipe_wait_readable(struct pipe *pipe)
{
	mutex_release(&pipe->mutex);
	int result = watch_wait(&pipe->watches, POLLIN | WATCH_ALONE, readable, pipe,
	                        UINT64_MAX);
	mutex_acquire(&pipe->mutex);
	return result;
}

/* As many as there are. Of a slot that the program has no memory for nothing is taken. */
static long take(struct pipe *pipe, struct transfer *transfer)
{
	long done = 0;
	bool packet = false;

	while (transfer->left && pipe_used(pipe) && !packet) {
		struct pipe_slot *slot = pipe_slot(pipe, pipe->tail);
		size_t n = slot->length < transfer->left ? slot->length : transfer->left;
		packet = slot->packet;
		if (transfer_out(transfer, slot->page + slot->offset, n) != (long)n)
			return done ? done : -EFAULT;
		done += (long)n;
		pipe_consume(pipe, packet ? slot->length : (unsigned)n);
	}
	return done;
}

/* With the mutex. `slept`: it did, in between. */
static long read(struct pipe *pipe, struct transfer *transfer, bool nonblocking,
                 bool *slept)
{
	while (!pipe_used(pipe)) {
		if (!pipe->writers)
			return 0;
		if (nonblocking)
			return -EAGAIN;
		*slept = true;
		int result = pipe_wait_readable(pipe);
		if (result)
			return result;
	}
	bool full = pipe_full(pipe);
	long done = take(pipe, transfer);
	if (full && !pipe_full(pipe))
		watch_tell(&pipe->watches, POLLOUT | POLLWRNORM);
	return done;
}

long pipe_read(struct file *file, struct transfer *transfer)
{
	struct pipe *pipe = pipe_of(file);
	bool nonblocking = file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT;
	bool slept = false;

	if (!transfer->left)
		return 0;
	mutex_acquire(&pipe->mutex);
	long done = read(pipe, transfer, nonblocking, &slept);
	if (slept && pipe_used(pipe))
		watch_tell(&pipe->watches, POLLIN | POLLRDNORM);
	mutex_release(&pipe->mutex);
	return done;
}
