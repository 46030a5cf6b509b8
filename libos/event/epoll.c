/* SPDX-License-Identifier: ISC */
/*
 * Epolls as files, and the list of what may be ready (epoll.h). Locks: see there.
 */
#include "event/epoll.h"
#include "event/anonymous.h"
#include "event/information.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <asm/stat.h>

struct mutex epoll_mutex;

/* ---- the list of those that may be ready; the caller holds waiters.lock ---- */

static void append(struct epoll *epoll, struct epoll_item *item)
{
	item->listed = true;
	item->after = NULL;
	item->before = epoll->ready_last;
	if (epoll->ready_last)
		epoll->ready_last->after = item;
	else
		epoll->ready = item;
	epoll->ready_last = item;
	__atomic_store_n(&epoll->ready_count, epoll->ready_count + 1, __ATOMIC_RELAXED);
}

static void prepend(struct epoll *epoll, struct epoll_item *item)
{
	item->listed = true;
	item->before = NULL;
	item->after = epoll->ready;
	if (epoll->ready)
		epoll->ready->before = item;
	else
		epoll->ready_last = item;
	epoll->ready = item;
	__atomic_store_n(&epoll->ready_count, epoll->ready_count + 1, __ATOMIC_RELAXED);
}

static void take_out(struct epoll *epoll, struct epoll_item *item)
{
	if (item->before)
		item->before->after = item->after;
	else
		epoll->ready = item->after;
	if (item->after)
		item->after->before = item->before;
	else
		epoll->ready_last = item->before;
	item->listed = false;
	__atomic_store_n(&epoll->ready_count, epoll->ready_count - 1, __ATOMIC_RELAXED);
}

/* ---- */

bool epoll_list(struct epoll_item *item)
{
	struct epoll *epoll = item->epoll;

	lock_acquire(&epoll->waiters.lock);
	if (!item->listed)
		append(epoll, item);
	bool woken = queue_wake(&epoll->waiters, 1);
	lock_release(&epoll->waiters.lock);
	watch_tell(&epoll->watches, POLLIN | POLLRDNORM);
	return woken;
}

void epoll_list_again(struct epoll_item *item, bool first)
{
	struct epoll *epoll = item->epoll;

	lock_acquire(&epoll->waiters.lock);
	if (!item->listed)
		(first ? prepend : append)(epoll, item);
	lock_release(&epoll->waiters.lock);
}

struct epoll_item *epoll_unlist(struct epoll *epoll)
{
	lock_acquire(&epoll->waiters.lock);
	struct epoll_item *item = epoll->ready;
	if (item)
		take_out(epoll, item);
	lock_release(&epoll->waiters.lock);
	return item;
}

/* ---- items ---- */

static void unlink(struct epoll_item *item)
{
	struct epoll *epoll = item->epoll;
	struct epoll_item **link =
	        &epoll->table[(unsigned)item->number & (epoll->size - 1)];

	while (*link != item)
		link = &(*link)->next;
	*link = item->next;
	epoll->count--;
	if (item->of_file)
		item->of_file->of_link = item->of_link;
	/* the last touch of the file: without items it goes without the mutex */
	__atomic_store_n(item->of_link, item->of_file, __ATOMIC_RELEASE);
}

void epoll_remove(struct epoll_item *item)
{
	struct epoll *epoll = item->epoll;

	mutex_acquire(&epoll->mutex);
	if (item->file->watches)
		watch_remove(item->file->watches, &item->watch);
	lock_acquire(&epoll->waiters.lock);
	if (item->listed)
		take_out(epoll, item);
	lock_release(&epoll->waiters.lock);
	unlink(item);
	mutex_release(&epoll->mutex);
	heap_free(item, sizeof *item);
}

void epoll_file_gone(struct file *file)
{
	mutex_acquire(&epoll_mutex);
	while (file->epolls)
		epoll_remove(file->epolls);
	mutex_release(&epoll_mutex);
}

/* ---- the file ---- */

/* Ready is an epoll in which something is; what isn't leaves the list. */
static unsigned poll(struct file *file)
{
	struct epoll *epoll = (struct epoll *)file;
	struct epoll_item *item;

	mutex_acquire(&epoll->mutex);
	while ((item = epoll_unlist(epoll)) && !epoll_look(item)) {
	}
	if (item)
		epoll_list_again(item, true);
	mutex_release(&epoll->mutex);
	return item ? POLLIN | POLLRDNORM : 0;
}

static void release(struct file *file)
{
	struct epoll *epoll = (struct epoll *)file;

	mutex_acquire(&epoll_mutex);
	for (unsigned i = 0; i < epoll->size; i++)
		while (epoll->table[i])
			epoll_remove(epoll->table[i]);
	mutex_release(&epoll_mutex);
	if (epoll->table != epoll->first)
		heap_free(epoll->table, epoll->size * sizeof *epoll->table);
	heap_free(epoll, sizeof *epoll);
}

static void put_item(struct lines *lines, const struct epoll_item *item)
{
	struct file *file = item->file;
	struct stat status = {0};

	file->operations->status(file, &status);
	lines_text(lines, "tfd: ");
	lines_number(lines, (unsigned)item->number, 10, 8, ' ');
	lines_text(lines, " events: ");
	lines_number(lines, epoll_wanted(item) | item->flags, 16, 8, ' ');
	lines_text(lines, " data: ");
	lines_number(lines, item->data, 16, 16, ' ');
	lines_decimal(lines, "  pos:", file->position);
	lines_text(lines, " ino:");
	lines_number(lines, status.st_ino, 16, 1, ' ');
	lines_text(lines, " sdev:");
	lines_number(lines, status.st_dev, 16, 1, ' ');
	lines_text(lines, "\n");
}

static size_t information(struct file *file, char *to, size_t size)
{
	const struct epoll *epoll = (struct epoll *)file;
	struct lines lines = {to, size, 0};

	mutex_acquire(&epoll_mutex);
	for (unsigned i = 0; i < epoll->size; i++)
		for (struct epoll_item *item = epoll->table[i]; item; item = item->next)
			put_item(&lines, item);
	mutex_release(&epoll_mutex);
	return lines.length;
}

static const struct file_operations operations = {
        .poll = poll,
        .status = anonymous_status,
        .release = release,
        .information = information,
        .name = "anon_inode:[eventpoll]",
};

struct epoll *epoll_of(struct file *file)
{
	return file->operations == &operations ? (struct epoll *)file : NULL;
}

/* full */
long sys_epoll_create1(int flags)
{
	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	enter();
	struct epoll *epoll = anonymous_make(sizeof *epoll, &operations, O_RDWR);
	if (!epoll)
		return leave(-ENOMEM);
	epoll->file.watches = &epoll->watches;
	epoll->table = epoll->first;
	epoll->size = EPOLL_TABLE;
	return leave(file_install(&epoll->file, flags & O_CLOEXEC));
}

/* full */
long sys_epoll_create(int size)
{
	return size > 0 ? sys_epoll_create1(0) : -EINVAL;
}
