/* SPDX-License-Identifier: ISC */
/*
 * splice(2), tee(2). Between two pipes pages move, or are copied where both keep them;
 * files read into and write from pages that aren't in a pipe, or whose pipe this thread
 * reads. Within call_blocking().
 * Locks: pipe.lock, of two pipes the one with the lower address first; none over a file's
 * read or write.
 */
#include "event/anonymous.h"
#include "event/pipe.h"
#include "signal/signal.h"
#include "syscalls.h"

#define SPLICE_F_MOVE     1u
#define SPLICE_F_NONBLOCK 2u
#define SPLICE_F_MORE     4u
#define SPLICE_F_GIFT     8u
#define SPLICE_F_ALL      15u

struct end {
	int number;
	long *program; /* its position, the program's; NULL: the file's own */
	struct file *file;
	struct pipe *pipe; /* NULL: another kind of file */
	uint64_t position;
};

struct call {
	struct end from, to;
	size_t size;
	unsigned flags;
	bool tees;
};

/* ---- from pipe to pipe ---- */

static void lock_both(struct pipe *a, struct pipe *b)
{
	lock_acquire(a < b ? &a->lock : &b->lock);
	lock_acquire(a < b ? &b->lock : &a->lock);
}

static void unlock_both(struct pipe *a, struct pipe *b)
{
	lock_release(&a->lock);
	lock_release(&b->lock);
}

/* A new slot with the first `size` bytes of one that stays. */
static int copy_slot(struct pipe *to, const struct pipe_slot *slot, unsigned size)
{
	char *page = pipe_page_get(to);

	if (!page)
		return -ENOMEM;
	memcpy(page, slot->page + slot->offset, size);
	pipe_append(to, (struct pipe_slot){.page = page,
	                                   .length = (uint16_t)size,
	                                   .packet = slot->packet});
	return 0;
}

/* What there is, as far as there is room. With both locks, and the reading side. */
static long move_slots(const struct call *call)
{
	struct pipe *from = call->from.pipe, *to = call->to.pipe;
	size_t left = call->size;
	unsigned at = from->tail;
	int result = 0;

	while (!result && left && at != from->head && !pipe_full(to)) {
		struct pipe_slot *slot = pipe_slot(from, at);
		unsigned size = slot->length < left ? slot->length : (unsigned)left;
		if (!call->tees && size == slot->length) {
			pipe_append(to, *slot);
			pipe_remove(from);
		} else {
			result = copy_slot(to, slot, size);
			if (!result && !call->tees)
				pipe_consume(from, size);
		}
		left -= result ? 0 : size;
		at++;
	}
	return left < call->size ? (long)(call->size - left) : result;
}

static bool is_nonblocking(const struct call *call)
{
	const struct end *from = &call->from, *to = &call->to;

	return call->flags & SPLICE_F_NONBLOCK ||
	       (from->pipe && from->file->flags & O_NONBLOCK) ||
	       (to->pipe && to->file->flags & O_NONBLOCK);
}

static int wait_for_room(struct pipe *pipe, bool nonblocking)
{
	lock_acquire(&pipe->lock);
	int result = pipe_write_begin(&(struct pipe_call){pipe, nonblocking}, 0);
	lock_release(&pipe->lock);
	return result;
}

/* With the reading side. 0: the room that there was has been taken. */
static long move_once(const struct call *call)
{
	struct pipe *from = call->from.pipe, *to = call->to.pipe;
	long done = wait_for_room(to, is_nonblocking(call));

	if (done) {
		lock_acquire(&from->lock);
		pipe_read_end(from);
		lock_release(&from->lock);
		return done;
	}
	lock_both(from, to);
	done = to->readers ? move_slots(call) : -EPIPE;
	if (done > 0)
		pipe_write_end(to);
	pipe_read_end(from);
	unlock_both(from, to);
	return done;
}

static long pipe_to_pipe(const struct call *call)
{
	const struct pipe_call reading = {call->from.pipe, is_nonblocking(call)};
	long done = 0;

	while (!done) {
		lock_acquire(&reading.pipe->lock);
		done = pipe_read_begin(&reading);
		lock_release(&reading.pipe->lock);
		if (done <= 0)
			break;
		done = move_once(call);
	}
	return done;
}

/* ---- between a pipe and another file ---- */

static long transfer_page(struct end *end, char *bytes, size_t size, bool writes)
{
	const struct file_operations *operations = end->file->operations;
	struct transfer transfer = {
	        .at = bytes, .here = size, .left = size, .position = end->position};
	long done = (writes ? operations->write : operations->read)(end->file, &transfer);

	if (done > 0)
		end->position = transfer.position;
	return done;
}

/* Write the first slot; the lock is released meanwhile. True: go on. */
static bool write_slot(struct call *call, size_t *left, long *result)
{
	struct pipe *pipe = call->from.pipe;
	const struct pipe_slot *slot = pipe_slot(pipe, pipe->tail);
	size_t size = slot->length < *left ? slot->length : *left;
	char *bytes = slot->page + slot->offset;

	lock_release(&pipe->lock);
	*result = transfer_page(&call->to, bytes, size, true);
	lock_acquire(&pipe->lock);
	if (*result <= 0)
		return false;
	pipe_consume(pipe, (unsigned)*result);
	*left -= (size_t)*result;
	return (size_t)*result == size;
}

static long pipe_to_file(struct call *call)
{
	struct pipe *pipe = call->from.pipe;
	const struct pipe_call reading = {pipe, is_nonblocking(call)};
	size_t left = call->size;
	long result;

	lock_acquire(&pipe->lock);
	result = pipe_read_begin(&reading);
	if (result > 0) {
		while (left && pipe_used(pipe) && write_slot(call, &left, &result)) {
		}
		pipe_read_end(pipe);
	}
	lock_release(&pipe->lock);
	return left < call->size ? (long)(call->size - left) : result;
}

/* A page, which the caller has. Bytes. */
static long read_page(struct call *call, char *page, size_t size)
{
	struct pipe *pipe = call->to.pipe;
	long done = transfer_page(&call->from, page, size, false);

	lock_acquire(&pipe->lock);
	if (done > 0) { /* what is read goes in, whoever has taken the room meanwhile */
		int result = pipe_write_begin(&(struct pipe_call){pipe, false}, 0);
		done = result ? result : done;
	}
	if (done > 0) {
		pipe_append(pipe,
		            (struct pipe_slot){.page = page, .length = (uint16_t)done});
		pipe_write_end(pipe);
	} else {
		pipe_page_put(pipe, page);
	}
	lock_release(&pipe->lock);
	return done;
}

static long file_to_pipe(struct call *call)
{
	struct pipe *pipe = call->to.pipe;
	size_t left = call->size;
	long done = wait_for_room(pipe, is_nonblocking(call));
	bool more = !done;

	while (more && left) {
		size_t size = left < PLATFORM_PAGE ? left : PLATFORM_PAGE;
		lock_acquire(&pipe->lock);
		bool full = pipe_full(pipe);
		char *page = full ? NULL : pipe_page_get(pipe);
		lock_release(&pipe->lock);
		if (!page) {
			done = full ? 0 : -ENOMEM;
			break;
		}
		done = read_page(call, page, size);
		left -= done > 0 ? (size_t)done : 0;
		more = done == (long)size;
	}
	return left < call->size ? (long)(call->size - left) : done;
}

/* ---- splice(2) ---- */

static bool allows(const struct file *file, bool writes)
{
	unsigned access = file->flags & O_ACCMODE;

	return !(file->flags & O_PATH) && access != (writes ? O_RDONLY : O_WRONLY);
}

static int begin(struct end *end, bool writes)
{
	end->file = file_get(end->number);
	if (!end->file || end->file->flags & O_PATH)
		return -EBADF;
	end->pipe = pipe_of(end->file);
	end->position = end->file->position;
	return end->pipe && end->program ? -ESPIPE : 0;
}

static int position_in(struct end *end)
{
	return end->program && copy_in(&end->position, end->program, sizeof end->position)
	               ? -EFAULT
	               : 0;
}

/* Something that isn't a pipe: can it do this, and at that place? */
static int check(const struct end *end, bool writes)
{
	const struct file_operations *operations = end->file->operations;

	if (end->pipe)
		return 0;
	if (!(writes ? operations->write : operations->read) ||
	    operations->status == anonymous_status)
		return -EINVAL;
	if (end->program && (!operations->seek || (int64_t)end->position < 0))
		return -EINVAL;
	return writes && end->file->flags & O_APPEND ? -EINVAL : 0;
}

static long splice(struct call *call)
{
	int result = check(&call->from, false);

	if (!allows(call->from.file, false) || !allows(call->to.file, true))
		return -EBADF;
	if (!result)
		result = check(&call->to, true);
	if (result)
		return result;
	if (call->from.pipe == call->to.pipe) /* the same one, or none */
		return -EINVAL;
	if (!call->from.pipe)
		return file_to_pipe(call);
	return call->to.pipe ? pipe_to_pipe(call) : pipe_to_file(call);
}

/* Where the file is now. */
static int position_out(struct end *end)
{
	if (end->program)
		return copy_out(end->program, &end->position, sizeof end->position);
	if (end->file->operations->seek)
		end->file->position = end->position;
	return 0;
}

static long splice_ends(struct call *call)
{
	int first = begin(&call->from, false), second = begin(&call->to, true);
	long result = !call->from.file || !call->to.file ? -EBADF
	              : first                            ? first
	                                                 : second;

	if (!result)
		result = position_in(&call->to);
	if (!result)
		result = position_in(&call->from);
	if (!result)
		result = splice(call);
	if (result > 0 && (position_out(&call->from) || position_out(&call->to)))
		result = -EFAULT;
	return result;
}

static long tee(struct call *call)
{
	struct end *from = &call->from, *to = &call->to;

	begin(from, false);
	begin(to, true);
	if (!from->file || !to->file || !allows(from->file, false) ||
	    !allows(to->file, true))
		return -EBADF;
	if (!from->pipe || !to->pipe || from->pipe == to->pipe)
		return -EINVAL;
	return pipe_to_pipe(call);
}

static long act(void *argument)
{
	struct call *call = argument;
	long result = call->tees ? tee(call) : splice_ends(call);

	if (call->from.file)
		file_put(call->from.file);
	if (call->to.file)
		file_put(call->to.file);
	if (result == -EPIPE)
		signal_raise(SIGPIPE);
	return result;
}

/* full */
long sys_splice(int from, long *from_position, int to, long *to_position, size_t size,
                unsigned flags)
{
	struct call call = {
	        .from = {.number = from, .program = from_position},
	        .to = {.number = to, .program = to_position},
	        .size = size < TRANSFER_MAX ? size : TRANSFER_MAX,
	        .flags = flags,
	};

	if (!size)
		return 0;
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	return call_blocking(act, &call);
}

/* full */
long sys_tee(int from, int to, size_t size, unsigned flags)
{
	struct call call = {
	        .from = {.number = from},
	        .to = {.number = to},
	        .size = size < TRANSFER_MAX ? size : TRANSFER_MAX,
	        .flags = flags,
	        .tees = true,
	};

	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	if (!size)
		return 0;
	return call_blocking(act, &call);
}
