/* SPDX-License-Identifier: ISC */
/*
 * An inotify instance as a file: its queue of events (inotify.h).
 */
#include "event/anonymous.h"
#include "event/inotify.h"
#include "mem/heap.h"
#include <asm/ioctls.h>
#include <linux/fs.h>

#define QUEUE_MOST 16384 /* Linux's fs.inotify.max_queued_events */

struct lock inotify_lock;

/* As read(2) gives it: the name with its NUL, padded to whole headers. */
static unsigned name_size(unsigned length)
{
	const unsigned unit = sizeof(struct inotify_event);

	return length ? (length + 1 + unit - 1) / unit * unit : 0;
}

static unsigned size_of(const struct notice *notice)
{
	return (unsigned)sizeof(struct inotify_event) + name_size(notice->length);
}

static void append(struct inotify *inotify, struct notice *notice)
{
	if (!inotify->first)
		inotify->last = &inotify->first;
	*inotify->last = notice;
	inotify->last = &notice->next;
	inotify->count++;
	inotify->bytes += size_of(notice);
	watch_tell(&inotify->watches, POLLIN);
}

/* The same as the last one: Linux tells it once. */
static bool repeats(const struct inotify *inotify, const struct notice *new)
{
	const struct notice *last;

	if (!inotify->first)
		return false;
	last = (const struct notice *)((const char *)inotify->last -
	                               offsetof(struct notice, next));
	return last->mark == new->mark && last->mask == new->mask &&
	       last->cookie == new->cookie && last->length == new->length &&
	       !memcmp(last->name, new->name, new->length);
}

static size_t bytes_of(const struct notice *notice)
{
	return sizeof *notice + notice->length;
}

void inotify_queue(struct inotify *inotify, int mark, unsigned mask, unsigned cookie,
                   const struct name *name)
{
	unsigned length = name ? name->length : 0;
	struct notice *notice;

	if (inotify->count >= QUEUE_MOST) {
		if (inotify->overflowed)
			return;
		inotify->overflowed = true;
		mark = -1;
		mask = IN_Q_OVERFLOW;
		length = cookie = 0;
	}
	notice = heap_allocate(sizeof *notice + length);
	if (!notice)
		return; /* as lost as by an overflow */
	*notice = (struct notice){NULL, mark, mask, cookie, length};
	if (length)
		memcpy(notice->name, name->text, length);
	if (repeats(inotify, notice))
		heap_free(notice, bytes_of(notice));
	else
		append(inotify, notice);
}

struct inode *inotify_unmark(struct marks *mark)
{
	struct marks **at = &mark->inode->marks;
	struct inode *inode = mark->inode;

	while (*at != mark)
		at = &(*at)->next_of_inode;
	*at = mark->next_of_inode;
	*mark->link = mark->next;
	if (mark->next)
		mark->next->link = mark->link;
	heap_free(mark, sizeof *mark);
	return inode;
}

/* ---- the file ---- */

static bool readable(void *argument)
{
	const struct inotify *inotify = argument;

	return __atomic_load_n(&inotify->first, __ATOMIC_ACQUIRE);
}

/* The first one, if it fits into `size`; taken out. NULL: none; *size 0: too small. */
static struct notice *take(struct inotify *inotify, size_t size, bool *small)
{
	lock_acquire(&inotify_lock);
	struct notice *notice = inotify->first;
	*small = notice && size_of(notice) > size;
	if (*small)
		notice = NULL;
	if (notice) {
		inotify->first = notice->next;
		inotify->count--;
		inotify->bytes -= size_of(notice);
		if (notice->mask == IN_Q_OVERFLOW)
			inotify->overflowed = false;
	}
	lock_release(&inotify_lock);
	return notice;
}

static long give(const struct notice *notice, struct transfer *transfer)
{
	static const char zeros[sizeof(struct inotify_event)];
	unsigned padded = name_size(notice->length);
	struct inotify_event event = {.wd = notice->mark,
	                              .mask = notice->mask,
	                              .cookie = notice->cookie,
	                              .len = padded};

	if (transfer_out(transfer, &event, sizeof event) != sizeof event)
		return -EFAULT;
	if (notice->length &&
	    transfer_out(transfer, notice->name, notice->length) != notice->length)
		return -EFAULT;
	padded -= notice->length;
	if (padded && transfer_out(transfer, zeros, padded) != padded)
		return -EFAULT;
	return size_of(notice);
}

static long read_some(struct inotify *inotify, struct transfer *transfer)
{
	long done = 0;

	for (;;) {
		bool small;
		struct notice *notice = take(inotify, transfer->left, &small);
		if (!notice)
			return done || !small ? done : -EINVAL;
		long size = give(notice, transfer);
		heap_free(notice, bytes_of(notice));
		if (size < 0)
			return done ? done : size;
		done += size;
	}
}

static long read(struct file *file, struct transfer *transfer)
{
	struct inotify *inotify = (struct inotify *)file;
	long result;

	for (;;) {
		mutex_acquire(&inotify->reading);
		result = read_some(inotify, transfer);
		mutex_release(&inotify->reading);
		if (result)
			return result;
		if (file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT)
			return -EAGAIN;
		result = watch_wait(&inotify->watches, POLLIN, readable, inotify,
		                    UINT64_MAX);
		if (result)
			return result;
	}
}

static unsigned poll(struct file *file)
{
	return readable(file) ? POLLIN | POLLRDNORM : 0;
}

static long control(struct file *file, unsigned long request, void *argument)
{
	const struct inotify *inotify = (struct inotify *)file;
	int bytes = (int)__atomic_load_n(&inotify->bytes, __ATOMIC_RELAXED);

	return request == FIONREAD ? copy_out(argument, &bytes, sizeof bytes) : -ENOTTY;
}

static void release(struct file *file)
{
	struct inotify *inotify = (struct inotify *)file;
	struct notice *notice;

	lock_acquire(&inotify_lock);
	while (inotify->marks) {
		struct inode *inode = inotify_unmark(inotify->marks);
		lock_release(&inotify_lock);
		inode_put(inode);
		lock_acquire(&inotify_lock);
	}
	lock_release(&inotify_lock);
	while ((notice = inotify->first)) {
		inotify->first = notice->next;
		heap_free(notice, bytes_of(notice));
	}
	heap_free(inotify, sizeof *inotify);
}

static size_t information(struct file *file, char *to, size_t size)
{
	const struct marks *mark;
	size_t length = 0;

	lock_acquire(&inotify_lock);
	for (mark = ((struct inotify *)file)->marks; mark && length < size;
	     mark = mark->next)
		length += format(to + length, size - length,
		                 "inotify wd:%lx ino:%lx sdev:%lx mask:%lx "
		                 "ignored_mask:0\n",
		                 (unsigned long)mark->number, mark->inode->number,
		                 mark->inode->system->device, (unsigned long)mark->mask);
	lock_release(&inotify_lock);
	return length;
}

const struct file_operations inotify_operations = {
        .read = read,
        .control = control,
        .status = anonymous_status,
        .poll = poll,
        .release = release,
        .information = information,
        .name = "anon_inode:inotify",
};
