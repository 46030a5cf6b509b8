/* SPDX-License-Identifier: ISC */
/*
 * inotify(7): instances, their watches, and events under way. An inode that is watched
 * has a list of marks, one for each instance.
 * Lock: inotify_lock guards all of them; heap_lock and watch lists are taken under it.
 */
#ifndef LIBOS_EVENT_INOTIFY_H
#define LIBOS_EVENT_INOTIFY_H

#include "event/watch.h"
#include "fs/tree.h"
#include <linux/inotify.h>

#pragma GCC visibility push(hidden)

struct notice { /* an event in the queue */
	struct notice *next;
	int mark;
	unsigned mask, cookie, length; /* of the name, without a NUL */
	char name[];
};

struct inotify {
	struct file file; /* first */
	struct watch_list watches;
	struct mutex reading;
	struct notice *first, **last;
	unsigned count, bytes; /* of notices, and as read(2) gives them */
	bool overflowed;
	struct marks *marks; /* all of the instance's */
	int next_mark;
};

struct marks { /* one; inode->marks is a list of them */
	struct inotify *inotify;
	struct inode *inode; /* with a reference */
	struct marks *next_of_inode;
	struct marks *next, **link; /* of the instance */
	int number;
	unsigned mask;
};

extern struct lock inotify_lock;

/* inotify_queue.c; with the lock. */
void inotify_queue(struct inotify *inotify, int mark, unsigned mask, unsigned cookie,
                   const struct name *name);
/* The mark goes: its inode's reference is the caller's then. */
struct inode *inotify_unmark(struct marks *mark);
extern const struct file_operations inotify_operations;

#pragma GCC visibility pop
#endif
