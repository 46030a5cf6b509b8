/* SPDX-License-Identifier: ISC */
/*
 * vmsplice(2): the program's pages into a pipe, and a pipe's bytes into the program. The
 * bytes are copied, so what the program does with its pages afterwards doesn't show.
 * Within call_blocking(). Lock: pipe.lock.
 */
#include "event/pipe.h"
#include "signal/signal.h"
#include "syscalls.h"

#define SPLICE_F_NONBLOCK 2u
#define SPLICE_F_ALL      15u

struct call {
	int number;
	const struct iovec *vector;
	long count;
	unsigned flags;
};

/* A slot of its own for each page. The lock is released for the copy. Bytes; 0: full. */
static long put(struct pipe *pipe, struct transfer *transfer)
{
	size_t size = transfer->left < PLATFORM_PAGE ? transfer->left : PLATFORM_PAGE;
	char *page = pipe_full(pipe) ? NULL : pipe_page_get(pipe);
	long done;

	if (!page)
		return pipe_full(pipe) ? 0 : -ENOMEM;
	lock_release(&pipe->lock);
	done = transfer_in(transfer, page, size);
	lock_acquire(&pipe->lock);
	if (done <= 0 || pipe_full(pipe)) {
		pipe_page_put(pipe, page);
		return done < 0 ? done : 0;
	}
	pipe_append(pipe, (struct pipe_slot){.page = page, .length = (uint16_t)done});
	pipe_write_end(pipe);
	return done;
}

/* It waits for room once; then it puts in as much as there is room for. */
static long put_all(const struct pipe_call *call, struct transfer *transfer)
{
	struct pipe *pipe = call->pipe;
	long done = 0, n;

	lock_acquire(&pipe->lock);
	n = pipe_write_begin(call, 0);
	while (n >= 0 && transfer->left) {
		n = put(pipe, transfer);
		if (n > 0)
			done += n;
		else
			break;
	}
	lock_release(&pipe->lock);
	if (n == -EPIPE)
		signal_raise(SIGPIPE);
	return done ? done : n;
}

static long splice(struct file *file, const struct call *call)
{
	struct pipe *pipe = pipe_of(file);
	struct pipe_call side = {pipe, call->flags & SPLICE_F_NONBLOCK};
	struct transfer transfer;

	if (!pipe)
		return -EBADF;
	int result = transfer_begin(&transfer, call->vector, call->count);
	if (result || !transfer.left)
		return result;
	if ((file->flags & O_ACCMODE) != O_RDONLY)
		return put_all(&side, &transfer);
	return pipe_take(&side, &transfer);
}

static long act(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = splice(file, call);
	file_put(file);
	return result;
}

/* partial: pages are copied, also with SPLICE_F_GIFT */
long sys_vmsplice(int number, const struct iovec *vector, size_t count, unsigned flags)
{
	struct call call = {number, vector, (long)count, flags};

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	return call_blocking(act, &call);
}
