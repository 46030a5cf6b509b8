/* SPDX-License-Identifier: ISC */
/*
 * Locks on files: records (fcntl_locking(2)), of the process or of an open file, and
 * whole files (flock(2)). The two families don't see each other. An inode has its list
 * from the first lock on.
 */
#ifndef LIBOS_FS_LOCKS_H
#define LIBOS_FS_LOCKS_H

#include "event/watch.h"
#include "fs/tree.h"

#pragma GCC visibility push(hidden)

enum lock_family { LOCK_RECORD, LOCK_WHOLE };

struct file_lock {
	struct file_lock *next;
	enum lock_family family;
	const void *owner;   /* LOCKS_PROCESS or a struct file */
	uint64_t start, end; /* bytes, the last one included */
	bool exclusive;
	int process; /* whose it is, if it isn't ours; 0: ours; -1: unknown */
};

struct file_locks {
	struct lock lock;
	struct file_lock *first;
	struct watch_list freed; /* told when a lock is gone */
};

extern const char locks_process; /* its address: the process as the owner */
#define LOCKS_PROCESS (&locks_process)

/* Take, change or (`unlock`) give up what `wanted` says; sleeps within call_blocking()
 * where `waits`. 0, -EAGAIN, -ENOLCK, -RESTART_SYS, -EINTR. */
int file_lock_set(struct inode *inode, const struct file_lock *wanted, bool unlock,
                  bool waits);
/* -EAGAIN: a lock is in the way of `wanted`, and copied over it; 0: none is. */
int file_lock_blocked(struct inode *inode, struct file_lock *wanted);

/* Hooks, where any of this is linked: all locks of an owner on an inode go; and with the
 * inode the list. */
void file_locks_release(struct inode *inode, const void *owner) WEAK;
void file_locks_free(struct inode *inode) WEAK;

/* fcntl_lock.c: F_GETLK and the like, for sys_fcntl(). */
long fcntl_lock(int number, int command, unsigned long argument) WEAK;

#pragma GCC visibility pop
#endif
