/* SPDX-License-Identifier: ISC */
/*
 * The host's FIFOs and device nodes. They never wait below; who waits here asks again and
 * again, with a pause in between that grows. Opening a FIFO to read it doesn't wait for
 * who writes it: the first read does. Lock: a thread's transfer is its own; `asked` is
 * atomic.
 */
#include "event/watch.h"
#include "fs/stat.h"
#include "host.h"
#include "mem/heap.h"
#include "sched/timer.h"
#include "signal/signal.h"
#include <linux/fs.h>

struct special {
	struct host_file host;
	struct watch_list watches;
	struct timer timer; /* tells those who watch to ask again */
	bool asked;         /* it is set */
};

static struct special *special(struct file *file)
{
	return (struct special *)file;
}

/* 0, or why it doesn't go on (wait.h). */
static int pause_for(uint64_t *pause)
{
	int result = thread_sleep(NULL, platform_clock_monotonic() + *pause);

	if (*pause < HOST_PAUSE_MOST)
		*pause *= 2;
	return result == -ETIMEDOUT ? 0 : result;
}

static unsigned events_of(int handle)
{
	struct platform_volume_request request = {.flags = POLLIN | POLLOUT | POLLPRI};
	long events = host_ask(&request, PLATFORM_VOLUME_POLL, handle);

	return events < 0 ? POLLERR : (unsigned)events;
}

/* Nobody has it open to be written, and nobody has had: not the end. */
static bool is_unwritten(struct file *file)
{
	return is_kind(file->entry->inode, MODE_FIFO) && !(file->flags & O_NONBLOCK) &&
	       !(events_of(special(file)->host.handle) & (POLLIN | POLLHUP));
}

static long transfer_waiting(struct file *file, struct transfer *transfer,
                             unsigned operation)
{
	bool nonblocking = file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT;
	bool reads = operation == PLATFORM_VOLUME_READ_AT;
	const struct transfer begin = *transfer;
	uint64_t pause = HOST_PAUSE;
	int result;

	do {
		*transfer = begin;
		transfer->position = PLATFORM_VOLUME_HERE;
		long done = host_transfer(transfer, operation, special(file)->host.handle,
		                          0, UINT64_MAX);
		if (done > 0 || !begin.left || (done < 0 && done != -EAGAIN))
			return done;
		if (done ? nonblocking : !reads || !is_unwritten(file))
			return done;
		result = pause_for(&pause);
	} while (!result);
	return result;
}

static long read(struct file *file, struct transfer *transfer)
{
	return transfer_waiting(file, transfer, PLATFORM_VOLUME_READ_AT);
}

static long write(struct file *file, struct transfer *transfer)
{
	long result = transfer_waiting(file, transfer, PLATFORM_VOLUME_WRITE_AT);

	if (result == -EPIPE)
		signal_raise(SIGPIPE);
	return result;
}

static uint64_t ask_again(struct timer *timer)
{
	struct special *file = (void *)((char *)timer - offsetof(struct special, timer));

	__atomic_store_n(&file->asked, false, __ATOMIC_SEQ_CST);
	watch_tell(&file->watches, WATCH_ALL);
	return TIMER_NEVER;
}

/* Whoever isn't content with that is told to ask again. */
static unsigned poll(struct file *file)
{
	struct special *own = special(file);
	unsigned events = events_of(own->host.handle);

	if (watch_any(&own->watches) &&
	    !__atomic_exchange_n(&own->asked, true, __ATOMIC_SEQ_CST))
		timer_set(&own->timer, platform_clock_monotonic() + HOST_PAUSE_MOST);
	return events;
}

static void release(struct file *file)
{
	struct special *own = special(file);

	if (own->asked)
		timer_cancel(&own->timer);
	host_close(own->host.handle);
	heap_free(own, sizeof *own);
}

static const struct file_operations operations = {
        .read = read,
        .write = write,
        .status = tree_status,
        .poll = poll,
        .release = release,
};

/* To write to a FIFO needs somebody who reads it. */
static int open_waiting(struct entry *entry, unsigned flags)
{
	uint64_t pause = HOST_PAUSE;
	int handle, result = 0;

	while ((handle = host_open_handle(entry, flags)) == -ENXIO && !result &&
	       is_kind(entry->inode, MODE_FIFO) && !(flags & O_NONBLOCK))
		result = pause_for(&pause);
	return result ? result : handle;
}

int host_open_special(struct entry *entry, unsigned flags, struct file **file)
{
	struct special *new = heap_allocate(sizeof *new);

	if (!new)
		return -ENOMEM;
	new->host.handle = open_waiting(entry, flags);
	if (new->host.handle < 0) {
		int result = new->host.handle;
		heap_free(new, sizeof *new);
		return result;
	}
	new->timer.expire = ask_again;
	new->host.file = (struct file){.operations = &operations,
	                               .references = 1,
	                               .flags = flags,
	                               .watches = &new->watches};
	*file = &new->host.file;
	return 0;
}
