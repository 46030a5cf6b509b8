/* SPDX-License-Identifier: ISC */
/*
 * Waiting for files; what poll(2), select(2) and those with masks share. An entry is a
 * struct pollfd, and the watch of its file while the thread sleeps.
 */
#ifndef LIBOS_EVENT_POLL_H
#define LIBOS_EVENT_POLL_H

#include "event/watch.h"
#include "fs/file.h"
#include <asm/poll.h>

#pragma GCC visibility push(hidden)

/* What a file without a poll of its own always is. */
#define POLL_ALWAYS (POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM)

struct poll_entry {
	struct pollfd poll;
	struct file *file; /* watched, with a reference; NULL: none */
	struct watch_thread thread;
};

/* poll_wait.c: until one of the entries is ready or the deadline comes (UINT64_MAX:
 * never) or a signal; within call_blocking(). Sets each entry's revents. How many are
 * ready; -RESTART_NOHAND; -EINTR. */
long poll_wait(struct poll_entry *entries, unsigned long count, uint64_t deadline);

/* For few entries those on the caller's stack, else from the heap; NULL: out of memory.
 */
struct poll_entry *poll_entries_get(struct poll_entry few[POLL_FEW], unsigned long count);
void poll_entries_put(struct poll_entry *entries, struct poll_entry few[POLL_FEW],
                      unsigned long count);

static inline unsigned poll_file(struct file *file)
{
	return file->operations->poll ? file->operations->poll(file) : POLL_ALWAYS;
}

/* poll.c: for call_blocking(). How many are ready; -EFAULT, -EINVAL, -ENOMEM,
 * -RESTART_NOHAND. */
struct poll_call {
	struct pollfd *entries; /* the program's */
	unsigned long count;
	uint64_t deadline; /* on the monotonic clock; UINT64_MAX: none */
};
long poll_program(void *call);

#pragma GCC visibility pop
#endif
