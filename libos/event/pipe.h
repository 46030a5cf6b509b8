/* SPDX-License-Identifier: ISC */
/*
 * Pipes (pipe(7)) and what goes by their names, FIFOs. The contents are slots in a ring,
 * as on Linux, since it shows: each holds up to a page, a small write joins the last one
 * where it fits as a whole, and a packet (O_DIRECT) has one for itself. Pages come as
 * they are needed and are kept for the next bytes.
 *
 * Who reads and who writes are files; a pipe lives as long as one of them. Lock:
 * pipe.mutex guards everything and is held over copies; poll and FIONREAD look without
 * it.
 */
#ifndef LIBOS_EVENT_PIPE_H
#define LIBOS_EVENT_PIPE_H

#include "event/watch.h"
#include "fs/file.h"
#include "sched/mutex.h"
#include <linux/fs.h>

#pragma GCC visibility push(hidden)

struct pipe_slot {
	char *page;
	uint16_t offset, length; /* where its bytes are; never none */
	bool packet;             /* a read takes no more than this one */
	bool joins;              /* a later write may add to it */
};

struct pipe {
	struct mutex mutex;
	unsigned files;                      /* that refer to it */
	unsigned readers, writers;           /* files opened for that; atomic */
	unsigned readers_ever, writers_ever; /* with those of the past; atomic */
	unsigned head, tail; /* slots [tail, head) are in use; run freely; atomic */
	unsigned size;       /* slots, a power of two; atomic */
	unsigned bytes;      /* in them; atomic */
	unsigned spares;     /* pages */
	void *spare;         /* the first; each begins with the address of the next */
	struct pipe_slot *slots;
	uint64_t number; /* st_ino */
	struct watch_list watches;
	/* FIFOs: one file less. True: it was the last, and the name has forgotten the
	 * pipe. NULL: it has no name. */
	bool (*leave)(struct pipe *pipe);
	void *name; /* leave()'s own */
	struct pipe_slot first[PIPE_SLOTS];
};

struct pipe_file {
	struct file file; /* first; O_ACCMODE of its flags tells which end it is */
	struct pipe *pipe;
	/* Of a FIFO opened with O_NONBLOCK and without a writer: writers_ever then. Until
	 * there is another one it isn't at its end (POLLHUP). Else 0. */
	unsigned writers_before;
};

/* pipe.c. A pipe with one file that is to come; NULL: out of memory. */
struct pipe *pipe_make(void);
/* One file less. */
void pipe_put(struct pipe *pipe);
/* A file of the pipe, which is counted already. NULL: out of memory. */
struct file *pipe_file_make(struct pipe *pipe, unsigned flags);
/* With the mutex: it begins or ends to read and to write, by its flags. */
void pipe_begin(struct pipe *pipe, unsigned flags);
void pipe_end(struct pipe *pipe, unsigned flags);
/* The pipe behind a file; NULL: it is something else. */
struct pipe *pipe_of(const struct file *file);

/* Pages; the caller holds the mutex. NULL: out of memory. */
char *pipe_page_get(struct pipe *pipe);
void pipe_page_put(struct pipe *pipe, char *page);

/* pipe_read.c, pipe_write.c */
long pipe_read(struct file *file, struct transfer *transfer);
long pipe_write(struct file *file, struct transfer *transfer);

/* For them, splice(2) and tee(2); the caller holds the mutex. A new slot at the end,
 * whose page is handed over; there is room. */
void pipe_append(struct pipe *pipe, struct pipe_slot slot);
/* The first slot goes, but not its page. */
void pipe_remove(struct pipe *pipe);
/* `count` of the first slot's bytes have been taken. */
void pipe_consume(struct pipe *pipe, unsigned count);
/* Sleep until there is something to read, or nobody writes; or room, or nobody reads. The
 * mutex is released meanwhile. 0; -RESTART_SYS; -EINTR. */
int pipe_wait_readable(struct pipe *pipe);
int pipe_wait_writable(struct pipe *pipe);

/* pipe_size.c: F_GETPIPE_SZ, F_SETPIPE_SZ. */
long pipe_fcntl(struct file *file, int command, unsigned long argument);

static inline unsigned pipe_used(const struct pipe *pipe)
{
	unsigned tail = __atomic_load_n(&pipe->tail, __ATOMIC_ACQUIRE);

	return __atomic_load_n(&pipe->head, __ATOMIC_ACQUIRE) - tail;
}

static inline bool pipe_full(const struct pipe *pipe)
{
	return pipe_used(pipe) >= __atomic_load_n(&pipe->size, __ATOMIC_RELAXED);
}

static inline struct pipe_slot *pipe_slot(struct pipe *pipe, unsigned index)
{
	return &pipe->slots[index & (pipe->size - 1)];
}

#pragma GCC visibility pop
#endif
