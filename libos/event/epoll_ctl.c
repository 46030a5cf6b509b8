/* SPDX-License-Identifier: ISC */
/*
 * epoll_ctl(2). Within call_blocking(). Locks: epoll.h.
 */
#include "event/epoll.h"
#include "mem/heap.h"
#include "syscalls.h"

LINKS(console_poll);

#define EXCLUSIVE_ALLOWED                                                   \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | \
	 EPOLLEXCLUSIVE)
#define ALWAYS (EPOLLERR | EPOLLHUP)

struct call {
	int epoll, operation, number;
	struct epoll_event event;
};

static bool changed(struct watch *watch, unsigned events)
{
	/* who watches alone takes it only where somebody waits */
	return epoll_list((struct epoll_item *)watch);
}

static struct epoll_item *find(const struct epoll *epoll, const struct file *file,
                               int number)
{
	struct epoll_item *item = epoll->table[(unsigned)number & (epoll->size - 1)];

	while (item && (item->number != number || item->file != file))
		item = item->next;
	return item;
}

/* A larger table, where there is memory for it. */
static void grow(struct epoll *epoll)
{
	unsigned size = epoll->size * 2;
	struct epoll_item **table = heap_allocate(size * sizeof *table), *item, *next;

	for (unsigned i = 0; table && i < epoll->size; i++) {
		for (item = epoll->table[i]; item; item = next) {
			struct epoll_item **place =
			        &table[(unsigned)item->number & (size - 1)];
			next = item->next;
			item->next = *place;
			*place = item;
		}
	}
	if (!table)
		return;
	if (epoll->table != epoll->first)
		heap_free(epoll->table, epoll->size * sizeof *table);
	epoll->table = table;
	epoll->size = size;
}

static void link(struct epoll *epoll, struct epoll_item *item)
{
	struct file *file = item->file;

	if (epoll->count >= epoll->size)
		grow(epoll);
	struct epoll_item **place =
	        &epoll->table[(unsigned)item->number & (epoll->size - 1)];
	item->next = *place;
	*place = item;
	epoll->count++;
	item->of_file = file->epolls;
	item->of_link = &file->epolls;
	if (item->of_file)
		item->of_file->of_link = &item->of_file;
	__atomic_store_n(&file->epolls, item, __ATOMIC_RELEASE);
}

static unsigned wanted(unsigned events)
{
	return ((events & ~EPOLL_PRIVATE) | ALWAYS) & WATCH_ALL;
}

/* It watches first and looks then. */
static void look(struct epoll_item *item)
{
	if (epoll_look(item))
		epoll_list(item);
}

static struct epoll_item *make(struct epoll *epoll, struct file *file,
                               const struct call *call)
{
	struct epoll_item *item = heap_allocate(sizeof *item);
	unsigned alone = call->event.events & EPOLLEXCLUSIVE ? WATCH_ALONE : 0;

	if (!item)
		return NULL;
	item->watch = (struct watch){.changed = changed,
	                             .wanted = wanted(call->event.events) | alone};
	item->epoll = epoll;
	item->file = file;
	item->number = call->number;
	item->flags = call->event.events & EPOLL_PRIVATE;
	item->data = call->event.data;
	return item;
}

static int add(struct epoll *epoll, struct file *file, const struct call *call)
{
	struct epoll_item *item;

	if (epoll_circular(epoll, file))
		return -ELOOP;
	item = make(epoll, file, call);
	if (!item)
		return -ENOMEM;
	mutex_acquire(&epoll->mutex);
	link(epoll, item);
	mutex_release(&epoll->mutex);
	if (epoll_too_many(epoll, file)) {
		epoll_remove(item);
		return -EINVAL;
	}
	mutex_acquire(&epoll->mutex);
	poll_file(file); /* the console's has watches from the first look on */
	if (file->watches)
		watch_add(file->watches, &item->watch);
	look(item);
	mutex_release(&epoll->mutex);
	return 0;
}

static int modify(struct epoll_item *item, const struct epoll_event *event)
{
	if (item->flags & EPOLLEXCLUSIVE)
		return -EINVAL;
	mutex_acquire(&item->epoll->mutex);
	item->flags = event->events & EPOLL_PRIVATE;
	item->data = event->data;
	__atomic_store_n(&item->watch.wanted, wanted(event->events), __ATOMIC_SEQ_CST);
	look(item);
	mutex_release(&item->epoll->mutex);
	return 0;
}

static int change(struct epoll *epoll, struct file *file, const struct call *call)
{
	struct epoll_item *item = find(epoll, file, call->number);

	switch (call->operation) {
	case EPOLL_CTL_ADD:
		return item ? -EEXIST : add(epoll, file, call);
	case EPOLL_CTL_MOD:
		return item ? modify(item, &call->event) : -ENOENT;
	case EPOLL_CTL_DEL:
		if (item)
			epoll_remove(item);
		return item ? 0 : -ENOENT;
	}
	return -EINVAL;
}

/* What an exclusive item may not be. */
static bool is_wrong(struct file *file, const struct call *call)
{
	unsigned events = call->event.events;

	if (call->operation == EPOLL_CTL_DEL || !(events & EPOLLEXCLUSIVE))
		return false;
	return call->operation == EPOLL_CTL_MOD ||
	       (call->operation == EPOLL_CTL_ADD &&
	        (epoll_of(file) || events & ~(unsigned)EXCLUSIVE_ALLOWED));
}

static int control_files(struct file *first, struct file *file, const struct call *call)
{
	if (!file->operations->poll)
		return -EPERM;
	if (first == file || !epoll_of(first) || is_wrong(file, call))
		return -EINVAL;
	mutex_acquire(&epoll_mutex);
	int result = change(epoll_of(first), file, call);
	mutex_release(&epoll_mutex);
	return result;
}

static struct file *get(int number)
{
	struct file *file = file_get(number);

	if (!file || !(file->flags & O_PATH))
		return file;
	file_put(file);
	return NULL;
}

static long control(void *argument)
{
	const struct call *call = argument;
	struct file *first = get(call->epoll), *file = first ? get(call->number) : NULL;
	long result = file ? control_files(first, file, call) : -EBADF;

	if (file)
		file_put(file);
	if (first)
		file_put(first);
	return result;
}

/* full */
long sys_epoll_ctl(int epoll, int operation, int number, const struct epoll_event *event)
{
	struct call call = {.epoll = epoll, .operation = operation, .number = number};

	if (operation != EPOLL_CTL_DEL && copy_in(&call.event, event, sizeof call.event))
		return -EFAULT;
	return call_blocking(control, &call);
}
