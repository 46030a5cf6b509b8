/* SPDX-License-Identifier: ISC */
/*
 * eventfd(2): a counter that is read and written as a file. Who waits does so alone: one
 * is told, and tells the next one when he leaves something. Lock: counter.lock; not held
 * over copies.
 */
#include "event/anonymous.h"
#include "event/information.h"
#include "event/watch.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <linux/fs.h>

#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC   O_CLOEXEC
#define EFD_NONBLOCK  O_NONBLOCK

struct counter {
	struct file file; /* first */
	struct lock lock;
	uint64_t value;  /* atomic */
	bool semaphore;  /* a read takes 1, not all */
	unsigned number; /* since the start */
	struct watch_list watches;
};

static uint64_t value_of(const struct counter *counter)
{
	return __atomic_load_n(&counter->value, __ATOMIC_ACQUIRE);
}

static bool readable(void *counter)
{
	return value_of(counter);
}

/* What a read gives; 0: nothing. */
static uint64_t take(struct counter *counter)
{
	lock_acquire(&counter->lock);
	uint64_t taken = counter->semaphore && counter->value ? 1 : counter->value;
	__atomic_store_n(&counter->value, counter->value - taken, __ATOMIC_RELEASE);
	lock_release(&counter->lock);
	if (taken)
		watch_tell(&counter->watches, POLLOUT);
	return taken;
}

static bool is_nonblocking(const struct file *file, const struct transfer *transfer)
{
	return file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT;
}

static long read(struct file *file, struct transfer *transfer)
{
	struct counter *counter = (struct counter *)file;
	uint64_t taken;
	bool slept = false;

	if (transfer->left < sizeof taken)
		return -EINVAL;
	while (!(taken = take(counter))) {
		if (is_nonblocking(file, transfer))
			return -EAGAIN;
		int result = watch_wait(&counter->watches, POLLIN | WATCH_ALONE, readable,
		                        counter, UINT64_MAX);
		if (result)
			return result;
		slept = true;
	}
	if (slept && value_of(counter))
		watch_tell(&counter->watches, POLLIN);
	long done = transfer_out(transfer, &taken, sizeof taken);
	return done == sizeof taken ? done : -EFAULT;
}

struct addition {
	struct counter *counter;
	uint64_t value;
};

/* The largest value, UINT64_MAX, is never reached. */
static bool fits(void *argument)
{
	const struct addition *addition = argument;

	return addition->value < UINT64_MAX - value_of(addition->counter);
}

static bool add(struct addition *addition)
{
	struct counter *counter = addition->counter;

	lock_acquire(&counter->lock);
	bool can = fits(addition);
	if (can)
		__atomic_store_n(&counter->value, counter->value + addition->value,
		                 __ATOMIC_RELEASE);
	lock_release(&counter->lock);
	if (can)
		watch_tell(&counter->watches, POLLIN);
	return can;
}

static long write(struct file *file, struct transfer *transfer)
{
	struct addition addition = {.counter = (struct counter *)file};
	const size_t size = sizeof addition.value;
	struct watch_list *watches = &addition.counter->watches;

	if (transfer->left < size)
		return -EINVAL;
	if (transfer_in(transfer, &addition.value, size) != (long)size)
		return -EFAULT;
	if (addition.value == UINT64_MAX)
		return -EINVAL;
	while (!add(&addition)) {
		if (is_nonblocking(file, transfer))
			return -EAGAIN;
		/* not alone: what is room for one isn't for another */
		int result = watch_wait(watches, POLLOUT, fits, &addition, UINT64_MAX);
		if (result)
			return result;
	}
	return (long)size;
}

static unsigned poll(struct file *file)
{
	uint64_t value = value_of((struct counter *)file);

	return (value ? POLLIN : 0) | (value == UINT64_MAX ? POLLERR : 0) |
	       (value < UINT64_MAX - 1 ? POLLOUT : 0);
}

static void release(struct file *file)
{
	heap_free(file, sizeof(struct counter));
}

static size_t information(struct file *file, char *to, size_t size)
{
	const struct counter *counter = (struct counter *)file;
	struct lines lines = {to, size, 0};

	lines_text(&lines, "eventfd-count: ");
	lines_number(&lines, value_of(counter), 16, 16, ' ');
	lines_decimal(&lines, "\neventfd-id: ", counter->number);
	lines_text(&lines, "\n");
	return lines.length;
}

static const struct file_operations operations = {
        .read = read,
        .write = write,
        .poll = poll,
        .status = anonymous_status,
        .release = release,
        .information = information,
        .name = "anon_inode:[eventfd]",
};

/* full */
long sys_eventfd2(unsigned value, int flags)
{
	static unsigned number;
	struct counter *counter;

	if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK))
		return -EINVAL;
	enter();
	counter = anonymous_make(sizeof *counter, &operations,
	                         O_RDWR | ((unsigned)flags & O_NONBLOCK));
	if (!counter)
		return leave(-ENOMEM);
	counter->number = __atomic_fetch_add(&number, 1, __ATOMIC_RELAXED);
	counter->value = value;
	counter->semaphore = flags & EFD_SEMAPHORE;
	counter->file.watches = &counter->watches;
	return leave(file_install(&counter->file, flags & EFD_CLOEXEC));
}

/* full */
long sys_eventfd(unsigned value)
{
	return sys_eventfd2(value, 0);
}
