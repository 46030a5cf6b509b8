/* SPDX-License-Identifier: ISC */
/*
 * epoll(7). An epoll is a set of items: a file, the number it was added by, and what is
 * wanted of it. Each item watches its file; what the file tells puts it into the list of
 * those that may be ready, and only these are looked at by a wait, so idle files cost
 * nothing. A level-triggered item that was ready goes to the list's end, until a look
 * finds that it isn't any more.
 *
 * An item holds no reference to its file; it goes with the file's last descriptor
 * (epoll_file_gone()).
 *
 * Locks, in their order: epoll_mutex guards the items of all and which files have them:
 * adding, changing, removing. epoll.mutex is held over a wait's look at its files (poll()
 * of an epoll inside takes its own), and by who changes an item. waiters.lock guards the
 * list of those that may be ready, and is taken under a file's watch list.
 */
#ifndef LIBOS_EVENT_EPOLL_H
#define LIBOS_EVENT_EPOLL_H

#include "event/poll.h"
#include "sched/mutex.h"
#include <linux/eventpoll.h>

#pragma GCC visibility push(hidden)

/* Bits of `events` that aren't poll(2)'s. */
#define EPOLL_PRIVATE (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

struct epoll_item {
	struct watch watch; /* of the file; wanted: its events, none when disabled */
	struct epoll *epoll;
	struct file *file;
	int number;
	unsigned flags; /* EPOLL_PRIVATE */
	uint64_t data;
	struct epoll_item *next;               /* in the table */
	struct epoll_item *of_file, **of_link; /* items of the same file */
	struct epoll_item *after, *before; /* in the list of those that may be ready */
	bool listed;
};

struct epoll {
	struct file file; /* first */
	struct mutex mutex;
	struct wait_queue waiters;
	struct epoll_item *ready, *ready_last;
	unsigned ready_count;
	struct watch_list watches; /* of the epoll itself: poll(2), epolls it is in */
	struct epoll_item **table; /* lists, by number; a power of two of them */
	unsigned size, count;
	unsigned visited, levels; /* epoll_nest.c */
	struct epoll_item *first[EPOLL_TABLE];
};

extern struct mutex epoll_mutex;

/* epoll.c */
struct epoll *epoll_of(struct file *file); /* NULL: it is something else */
/* With the mutex: the item is ready, or may be; tell those who wait for that. True:
 * somebody does. */
bool epoll_list(struct epoll_item *item);
/* Take the first of those that may be ready; NULL: none. */
struct epoll_item *epoll_unlist(struct epoll *epoll);
void epoll_list_again(struct epoll_item *item, bool first); /* tells nobody */
/* With epoll_mutex: it goes. */
void epoll_remove(struct epoll_item *item);

static inline unsigned epoll_wanted(const struct epoll_item *item)
{
	return __atomic_load_n(&item->watch.wanted, __ATOMIC_SEQ_CST) & ~WATCH_ALONE;
}

/* What of it is ready now. With the mutex of its epoll. */
static inline unsigned epoll_look(const struct epoll_item *item)
{
	unsigned wanted = epoll_wanted(item);

	return wanted ? poll_file(item->file) & wanted : 0;
}

/* epoll_nest.c, with epoll_mutex: would the epolls go in a circle, or too deep, if `file`
 * were added to `epoll`? Now that it is added, are there too many ways from a file up? */
bool epoll_circular(struct epoll *epoll, struct file *file);
bool epoll_too_many(const struct epoll *epoll, struct file *file);

#pragma GCC visibility pop
#endif
