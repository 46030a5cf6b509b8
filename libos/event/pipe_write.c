/* SPDX-License-Identifier: ISC */
/*
 * Writing pipes. Within call_blocking(). Up to PIPE_BUF bytes (a page) go in as a whole,
 * because they need one slot at most; more may go in pieces. Who waits for room does so
 * alone, and tells the next one when he leaves some. Lock: pipe.mutex.
 */
#include "event/pipe.h"
#include "signal/signal.h"

static bool writable(void *object)
{
	const struct pipe *pipe = object;

	return !pipe_full(pipe) || !__atomic_load_n(&pipe->readers, __ATOMIC_ACQUIRE);
}

int pipe_wait_writable(struct pipe *pipe)
{
	mutex_release(&pipe->mutex);
	int result = watch_wait(&pipe->watches, POLLOUT | WATCH_ALONE, writable, pipe,
	                        UINT64_MAX);
	mutex_acquire(&pipe->mutex);
	return result;
}

/* What doesn't fill a page joins the last slot, if all of it has room there. Bytes, or
 * -EFAULT. */
static long join(struct pipe *pipe, struct transfer *transfer)
{
	size_t size = transfer->left % PLATFORM_PAGE;
	struct pipe_slot *slot = pipe_slot(pipe, pipe->head - 1);

	if (!size || !pipe_used(pipe) || !slot->joins ||
	    slot->offset + slot->length + size > PLATFORM_PAGE)
		return 0;
	char *to = slot->page + slot->offset + slot->length;
	if (transfer_in(transfer, to, size) != (long)size)
		return -EFAULT;
	slot->length += (uint16_t)size;
	__atomic_store_n(&pipe->bytes, pipe->bytes + (unsigned)size, __ATOMIC_RELAXED);
	return (long)size;
}

/* Fill one slot. Bytes; -ENOMEM, -EFAULT. */
static long fill(struct pipe *pipe, struct transfer *transfer, bool packet)
{
	size_t size = transfer->left < PLATFORM_PAGE ? transfer->left : PLATFORM_PAGE;
	char *page = pipe_page_get(pipe);

	if (!page)
		return -ENOMEM;
	if (transfer_in(transfer, page, size) != (long)size) {
		pipe_page_put(pipe, page);
		return -EFAULT;
	}
	pipe_append(pipe, (struct pipe_slot){.page = page,
	                                     .length = (uint16_t)size,
	                                     .packet = packet,
	                                     .joins = !packet});
	return (long)size;
}

static void tell_readers(struct pipe *pipe)
{
	watch_tell(&pipe->watches, POLLIN | POLLRDNORM);
}

/* There was no room. 0: go on. */
static int wait(struct pipe *pipe, bool nonblocking, bool written, bool *slept)
{
	if (nonblocking)
		return -EAGAIN;
	if (written)
		tell_readers(pipe);
	*slept = true;
	return pipe_wait_writable(pipe);
}

/* With the mutex. `slept`: it did, in between. */
static long write(struct pipe *pipe, struct transfer *transfer, unsigned flags,
                  bool *slept)
{
	bool nonblocking = flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT;
	long result = pipe->readers ? join(pipe, transfer) : 0;
	long done = result > 0 ? result : 0;

	while (result >= 0 && transfer->left) {
		if (!pipe->readers) {
			signal_raise(SIGPIPE);
			result = -EPIPE;
		} else if (pipe_full(pipe)) {
			result = wait(pipe, nonblocking, done, slept);
		} else {
			result = fill(pipe, transfer, flags & O_DIRECT);
			done += result > 0 ? result : 0;
		}
	}
	return done ? done : result;
}

long pipe_write(struct file *file, struct transfer *transfer)
{
	struct pipe *pipe = pipe_of(file);
	bool slept = false;

	if (!transfer->left)
		return 0;
	mutex_acquire(&pipe->mutex);
	long done = write(pipe, transfer, file->flags, &slept);
	if (done > 0)
		tell_readers(pipe);
	if (slept && !pipe_full(pipe))
		watch_tell(&pipe->watches, POLLOUT | POLLWRNORM);
	mutex_release(&pipe->mutex);
	return done;
}
