/* SPDX-License-Identifier: ISC */
/*
 * Reading pipes. Within call_blocking(). Of the readers who wait one is woken for new
 * bytes, and wakes the next one when he leaves some. Lock: pipe.lock.
 */
#include "event/pipe.h"

int pipe_read_begin(const struct pipe_call *call)
{
	struct pipe *pipe = call->pipe;

	while (pipe->reading || !pipe_used(pipe)) {
		if (!pipe->reading && !pipe->writers)
			return 0;
		if (!pipe->reading && call->nonblocking)
			return -EAGAIN;
		pipe->contended |= pipe->reading;
		int result =
		        queue_sleep_held(&pipe->readers_waiting, &pipe->lock, UINT64_MAX);
		if (result)
			return result;
	}
	pipe->reading = true;
	return 1;
}

void pipe_read_end(struct pipe *pipe)
{
	bool all = pipe->contended || !pipe->writers;

	pipe->reading = pipe->contended = false;
	if (all)
		queue_wake(&pipe->readers_waiting, ~0u);
	else if (pipe_used(pipe))
		queue_wake(&pipe->readers_waiting, 1);
}

/* A slot is free. */
static void freed(struct pipe *pipe)
{
	bool full = pipe_full(pipe);

	pipe->tail++;
	queue_wake(&pipe->writers_waiting, 1);
	if (full && watch_some(&pipe->watches))
		watch_tell(&pipe->watches, POLLOUT | POLLWRNORM);
}

void pipe_consume(struct pipe *pipe, unsigned count)
{
	struct pipe_slot *slot = pipe_slot(pipe, pipe->tail);

	__atomic_store_n(&pipe->bytes, pipe->bytes - count, __ATOMIC_RELAXED);
	slot->offset += (uint16_t)count;
	slot->length -= (uint16_t)count;
	if (slot->length)
		return;
	pipe_page_put(pipe, slot->page);
	freed(pipe);
}

void pipe_remove(struct pipe *pipe)
{
	unsigned length = pipe_slot(pipe, pipe->tail)->length;

	__atomic_store_n(&pipe->bytes, pipe->bytes - length, __ATOMIC_RELAXED);
	freed(pipe);
}

/* Copy out of the first slot; the lock is released meanwhile. Of one that the program has
 * no memory for nothing is taken. Bytes, or -EFAULT. */
static long take(struct pipe *pipe, struct transfer *transfer)
{
	const struct pipe_slot *slot = pipe_slot(pipe, pipe->tail);
	size_t n = slot->length < transfer->left ? slot->length : transfer->left;
	const char *from = slot->page + slot->offset;
	bool packet = slot->packet;

	lock_release(&pipe->lock);
	long done = transfer_out(transfer, from, n);
	lock_acquire(&pipe->lock);
	if (done != (long)n)
		return -EFAULT;
	pipe_consume(pipe, packet ? pipe_slot(pipe, pipe->tail)->length : (unsigned)n);
	return done;
}

/* As many as there are. */
static long take_all(struct pipe *pipe, struct transfer *transfer)
{
	long done = 0, n;
	bool packet;

	do {
		packet = pipe_slot(pipe, pipe->tail)->packet;
		n = take(pipe, transfer);
		done += n > 0 ? n : 0;
	} while (n > 0 && !packet && transfer->left && pipe_used(pipe));
	return done ? done : n;
}

long pipe_take(const struct pipe_call *call, struct transfer *transfer)
{
	struct pipe *pipe = call->pipe;

	lock_acquire(&pipe->lock);
	long done = pipe_read_begin(call);
	if (done > 0) {
		done = take_all(pipe, transfer);
		pipe_read_end(pipe);
	}
	lock_release(&pipe->lock);
	return done;
}

long pipe_read(struct file *file, struct transfer *transfer)
{
	const struct pipe_call call = {
	        pipe_of(file), file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT};

	return transfer->left ? pipe_take(&call, transfer) : 0;
}
