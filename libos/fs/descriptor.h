/* SPDX-License-Identifier: ISC */
/*
 * The descriptor table's own interface; other parts use file_get() and file_put().
 */
#ifndef LIBOS_FS_DESCRIPTOR_H
#define LIBOS_FS_DESCRIPTOR_H

#include "file.h"
#include "sched/lock.h"

#pragma GCC visibility push(hidden)

struct descriptor {
	struct file *file; /* NULL: free */
	bool close_on_exec;
};

extern struct descriptor *descriptors;
extern unsigned descriptor_count;
extern struct lock descriptor_lock; /* guards these and every file's reference count */

/* The caller holds the lock. */
struct descriptor *descriptor_find(int number); /* NULL: not open */

/* Close it: its file, whose reference is the caller's now. NULL: not open. The lock isn't
 * held. */
struct file *descriptor_take(int number);

/* descriptor_allocate.c; the caller holds the lock. Numbers, or -EMFILE. */
int descriptor_reach(unsigned number); /* make the table reach `number` */
/* The lowest free number, at least `from`, for `file`, whose reference is handed over. */
int descriptor_allocate(struct file *file, unsigned from, bool close_on_exec);

/* lock.c: the process has closed a descriptor of the file, so its record locks go
 * (fcntl_locking(2)). */
void file_locks_closed(struct file *file) WEAK;

/* A descriptor is gone, the lock released: its reference goes, too. */
static inline void descriptor_closed(struct file *file)
{
	if (file_locks_closed)
		file_locks_closed(file);
	file_put(file);
}

#pragma GCC visibility pop
#endif
