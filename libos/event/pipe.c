/* SPDX-License-Identifier: ISC */
/*
 * Pipes as objects and as files (pipe.h). Lock: pipe.lock.
 */
#include "event/pipe.h"
#include "event/anonymous.h"
#include "mem/heap.h"
#include <asm/ioctls.h>
#include <asm/stat.h>

#define DEVICE_PIPES 14 /* st_dev of those without a name */
#define MODE         0010600

int tree_status(struct file *file, struct stat *status) WEAK; /* of a FIFO */
static const struct file_operations operations;

struct pipe *pipe_of(const struct file *file)
{
	return file->operations == &operations ? ((struct pipe_file *)file)->pipe : NULL;
}

/* ---- pages ---- */

char *pipe_page_get(struct pipe *pipe)
{
	void *page = pipe->spare;

	if (!page)
		return heap_allocate(PLATFORM_PAGE);
	pipe->spare = *(void **)page;
	pipe->spares--;
	return page;
}

void pipe_page_put(struct pipe *pipe, char *page)
{
	if (pipe->spares >= PIPE_SLOTS) {
		heap_free(page, PLATFORM_PAGE);
		return;
	}
	*(void **)page = pipe->spare;
	pipe->spare = page;
	pipe->spares++;
}

/* ---- pipes ---- */

struct pipe *pipe_make(void)
{
	static uint64_t last;
	struct pipe *pipe = heap_allocate(sizeof *pipe);

	if (!pipe)
		return NULL;
	pipe->files = 1;
	pipe->slots = pipe->first;
	pipe->size = PIPE_SLOTS;
	pipe->number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	return pipe;
}

static void destroy(struct pipe *pipe)
{
	while (pipe->spare)
		heap_free(pipe_page_get(pipe), PLATFORM_PAGE);
	for (; pipe->tail != pipe->head; pipe->tail++)
		heap_free(pipe_slot(pipe, pipe->tail)->page, PLATFORM_PAGE);
	if (pipe->slots != pipe->first)
		heap_free(pipe->slots, pipe->size * sizeof *pipe->slots);
	heap_free(pipe, sizeof *pipe);
}

void pipe_put(struct pipe *pipe)
{
	bool last = pipe->leave ? pipe->leave(pipe)
	                        : !__atomic_sub_fetch(&pipe->files, 1, __ATOMIC_ACQ_REL);

	if (last)
		destroy(pipe);
}

/* ---- files ---- */

static bool reads(unsigned flags)
{
	return (flags & O_ACCMODE) != O_WRONLY;
}

static bool writes(unsigned flags)
{
	return (flags & O_ACCMODE) != O_RDONLY;
}

void pipe_begin(struct pipe *pipe, unsigned flags)
{
	pipe->readers += reads(flags);
	pipe->writers += writes(flags);
	__atomic_add_fetch(&pipe->readers_ever, reads(flags), __ATOMIC_RELEASE);
	__atomic_add_fetch(&pipe->writers_ever, writes(flags), __ATOMIC_RELEASE);
}

void pipe_end(struct pipe *pipe, unsigned flags)
{
	pipe->readers -= reads(flags);
	pipe->writers -= writes(flags);
	if (!pipe->readers == !pipe->writers)
		return;
	queue_wake(&pipe->readers_waiting, ~0u);
	queue_wake(&pipe->writers_waiting, ~0u);
	watch_tell(&pipe->watches, WATCH_EVERYBODY);
}

struct file *pipe_file_make(struct pipe *pipe, unsigned flags)
{
	struct pipe_file *file = anonymous_make(sizeof *file, &operations, flags);

	if (!file)
		return NULL;
	file->pipe = pipe;
	file->file.watches = &pipe->watches;
	return &file->file;
}

static unsigned readable(const struct pipe_file *file)
{
	const struct pipe *pipe = file->pipe;
	bool ended = !pipe->writers && file->writers_before != pipe->writers_ever;

	return (pipe_used(pipe) ? POLLIN | POLLRDNORM : 0) | (ended ? POLLHUP : 0);
}

static unsigned writable(const struct pipe *pipe)
{
	return (pipe_full(pipe) ? 0 : POLLOUT | POLLWRNORM) |
	       (pipe->readers ? 0 : POLLERR);
}

static unsigned poll(struct file *file)
{
	struct pipe *pipe = pipe_of(file);

	lock_acquire(&pipe->lock);
	unsigned events = (reads(file->flags) ? readable((struct pipe_file *)file) : 0) |
	                  (writes(file->flags) ? writable(pipe) : 0);
	lock_release(&pipe->lock);
	return events;
}

static long control(struct file *file, unsigned long request, void *argument)
{
	const struct pipe *pipe = pipe_of(file);
	int bytes = (int)__atomic_load_n(&pipe->bytes, __ATOMIC_RELAXED);

	return request == FIONREAD ? copy_out(argument, &bytes, sizeof bytes) : -ENOTTY;
}

static int status(struct file *file, struct stat *status)
{
	if (file->entry)
		return tree_status(file, status);
	status->st_mode = MODE;
	status->st_dev = DEVICE_PIPES;
	status->st_ino = pipe_of(file)->number;
	return 0;
}

static void release(struct file *file)
{
	struct pipe *pipe = pipe_of(file);

	lock_acquire(&pipe->lock);
	pipe_end(pipe, file->flags);
	lock_release(&pipe->lock);
	pipe_put(pipe);
	heap_free(file, sizeof(struct pipe_file));
}

/* As opening a FIFO, but nobody waits. */
static int reopen(struct file *file, unsigned flags, struct file **again)
{
	struct pipe *pipe = pipe_of(file);

	*again = pipe_file_make(pipe, flags);
	if (!*again)
		return -ENOMEM;
	__atomic_fetch_add(&pipe->files, 1, __ATOMIC_RELAXED);
	lock_acquire(&pipe->lock);
	pipe_begin(pipe, flags);
	lock_release(&pipe->lock);
	return 0;
}

static const struct file_operations operations = {
        .read = pipe_read,
        .write = pipe_write,
        .control = control,
        .status = status,
        .poll = poll,
        .release = release,
        .fcntl = pipe_fcntl,
        .reopen = reopen,
        .name = "pipe",
};
