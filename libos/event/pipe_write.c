/* SPDX-License-Identifier: ISC */
/*
 * Writing pipes. Within call_blocking(). Up to PIPE_BUF bytes (a page) go in as a whole,
 * because they need one slot at most; more may go in pieces. Of the writers who wait one
 * is woken for each slot that gets free, and wakes the next one when he leaves some.
 * Lock: pipe.lock.
 */
#include "event/pipe.h"
#include "signal/signal.h"

/* Would so many bytes fit into the last slot, as a whole? */
static bool can_join(struct pipe *pipe, size_t size)
{
	const struct pipe_slot *slot = pipe_slot(pipe, pipe->head - 1);

	return size && pipe_used(pipe) && slot->joins &&
	       slot->offset + slot->length + size <= PLATFORM_PAGE;
}

int pipe_write_begin(const struct pipe_call *call, size_t joins)
{
	struct pipe *pipe = call->pipe;
	int result = 0;

	while (!result) {
		if (!pipe->readers)
			return -EPIPE;
		if (!pipe_full(pipe) || can_join(pipe, joins))
			return 0;
		if (call->nonblocking)
			return -EAGAIN;
		result =
		        queue_sleep_held(&pipe->writers_waiting, &pipe->lock, UINT64_MAX);
	}
	return result;
}

static void count(struct pipe *pipe, size_t bytes)
{
	__atomic_store_n(&pipe->bytes, pipe->bytes + (unsigned)bytes, __ATOMIC_RELAXED);
}

void pipe_append(struct pipe *pipe, struct pipe_slot slot)
{
	*pipe_slot(pipe, pipe->head) = slot;
	pipe->head++;
	count(pipe, slot.length);
}

static void join(struct pipe *pipe, char *page, size_t size)
{
	struct pipe_slot *slot = pipe_slot(pipe, pipe->head - 1);

	memcpy(slot->page + slot->offset + slot->length, page, size);
	slot->length += (uint16_t)size;
	count(pipe, size);
	pipe_page_put(pipe, page);
}

void pipe_write_end(struct pipe *pipe)
{
	if (!pipe->reading)
		queue_wake(&pipe->readers_waiting, 1);
	if (!pipe_full(pipe))
		queue_wake(&pipe->writers_waiting, 1);
	if (watch_some(&pipe->watches))
		watch_tell(&pipe->watches, POLLIN | POLLRDNORM);
}

/* Fill a page that isn't in the pipe yet; the lock is released meanwhile. -ENOMEM,
 * -EFAULT. */
static int fill(struct pipe *pipe, struct transfer *transfer, size_t size, char **page)
{
	*page = pipe_page_get(pipe);
	if (!*page)
		return -ENOMEM;
	lock_release(&pipe->lock);
	long done = transfer_in(transfer, *page, size);
	lock_acquire(&pipe->lock);
	if (done == (long)size)
		return 0;
	pipe_page_put(pipe, *page);
	return -EFAULT;
}

/* One piece, with the lock. What doesn't fill a page joins the last slot, where it can:
 * `joins`, 0 but for the first piece. Bytes, or an error. */
static long put(const struct pipe_call *call, struct transfer *transfer, bool packet,
                size_t joins)
{
	struct pipe *pipe = call->pipe;
	int result = pipe_write_begin(call, joins);
	char *page;

	joins = can_join(pipe, joins) ? joins : 0;
	size_t size = joins                            ? joins
	              : transfer->left < PLATFORM_PAGE ? transfer->left
	                                               : PLATFORM_PAGE;
	if (!result)
		result = fill(pipe, transfer, size, &page);
	if (result)
		return result;
	result = pipe_write_begin(call, joins); /* it may have been taken meanwhile */
	if (result)
		pipe_page_put(pipe, page);
	else if (can_join(pipe, joins))
		join(pipe, page, size);
	else
		pipe_append(pipe, (struct pipe_slot){.page = page,
		                                     .length = (uint16_t)size,
		                                     .packet = packet,
		                                     .joins = !packet});
	if (!result)
		pipe_write_end(pipe);
	return result ? result : (long)size;
}

long pipe_write(struct file *file, struct transfer *transfer)
{
	struct pipe *pipe = pipe_of(file);
	const struct pipe_call call = {pipe, file->flags & O_NONBLOCK ||
	                                             transfer->flags & RWF_NOWAIT};
	bool packet = file->flags & O_DIRECT;
	size_t joins = transfer->left % PLATFORM_PAGE;
	long done = 0, n = 0;

	lock_acquire(&pipe->lock);
	for (; transfer->left && n >= 0; joins = 0) {
		n = put(&call, transfer, packet, joins);
		done += n > 0 ? n : 0;
	}
	if (n < 0 && !pipe_full(pipe)) /* it may have been woken for this room */
		queue_wake(&pipe->writers_waiting, 1);
	lock_release(&pipe->lock);
	if (n == -EPIPE)
		signal_raise(SIGPIPE);
	return done ? done : n;
}
