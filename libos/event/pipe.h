/* SPDX-License-Identifier: ISC */
/*
 * Pipes (pipe(7)) and what goes by their names, FIFOs. The contents are slots in a ring,
 * as on Linux, since it shows: each holds up to a page, a small write joins the last one
 * where it fits as a whole, and a packet (O_DIRECT) has one for itself. Pages come as
 * they are needed and are kept for the next bytes.
 *
 * Who reads and who writes are files; a pipe lives as long as one of them. Lock:
 * pipe.lock, not held over copies. One reader at a time copies, from slots that stay
 * where they are meanwhile; a writer fills a page that isn't in the pipe yet.
 */
#ifndef LIBOS_EVENT_PIPE_H
#define LIBOS_EVENT_PIPE_H

#include "event/watch.h"
#include "fs/file.h"
#include <linux/fs.h>

#pragma GCC visibility push(hidden)

struct pipe_slot {
	char *page;
	uint16_t offset, length; /* where its bytes are; never none */
	bool packet;             /* a read takes no more than this one */
	bool joins;              /* a later write may add to it */
};

struct pipe {
	struct lock lock;
	bool reading;                        /* somebody copies out of the first slots */
	bool contended;                      /* others wait for him */
	unsigned files;                      /* that refer to it; atomic */
	unsigned readers, writers;           /* files opened for that */
	unsigned readers_ever, writers_ever; /* with those of the past; atomic */
	unsigned head, tail; /* slots [tail, head) are in use; run freely */
	unsigned size;       /* slots, a power of two */
	unsigned bytes;      /* in them; atomic */
	unsigned spares;     /* pages */
	void *spare;         /* the first; each begins with the address of the next */
	struct pipe_slot *slots;
	struct wait_queue readers_waiting, writers_waiting; /* pipe.lock guards them */
	struct watch_list watches;
	uint64_t number; /* st_ino */
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
/* With the lock: it begins or ends to read and to write, by its flags. */
void pipe_begin(struct pipe *pipe, unsigned flags);
void pipe_end(struct pipe *pipe, unsigned flags);
/* The pipe behind a file; NULL: it is something else. */
struct pipe *pipe_of(const struct file *file);

/* Pages; the caller holds the lock. NULL: out of memory. */
char *pipe_page_get(struct pipe *pipe);
void pipe_page_put(struct pipe *pipe, char *page);

/* pipe_read.c, pipe_write.c */
long pipe_read(struct file *file, struct transfer *transfer);
long pipe_write(struct file *file, struct transfer *transfer);

struct pipe_call {
	struct pipe *pipe;
	bool nonblocking;
};
/* Read what there is, having waited for it. */
long pipe_take(const struct pipe_call *call, struct transfer *transfer);

/* For them and splice(2), all with the lock. */
/* Sleep until there is something to read, and nobody else reads. 1; 0: the end; -EAGAIN,
 * -RESTART_SYS, -EINTR. */
int pipe_read_begin(const struct pipe_call *call);
void pipe_read_end(struct pipe *pipe);
/* `count` of the first slot's bytes have been taken. */
void pipe_consume(struct pipe *pipe, unsigned count);
/* The first slot goes, and its page isn't the pipe's any more. */
void pipe_remove(struct pipe *pipe);
/* Sleep until there is room for a slot, or `joins` bytes for the last one. 0; -EPIPE,
 * -EAGAIN, -RESTART_SYS, -EINTR. */
int pipe_write_begin(const struct pipe_call *call, size_t joins);
/* A new slot at the end, whose page is handed over. There is room. */
void pipe_append(struct pipe *pipe, struct pipe_slot slot);
/* There is something new for readers; and perhaps room for the next writer. */
void pipe_write_end(struct pipe *pipe);

/* pipe_size.c: F_GETPIPE_SZ, F_SETPIPE_SZ. */
long pipe_fcntl(struct file *file, int command, unsigned long argument);

static inline unsigned pipe_used(const struct pipe *pipe)
{
	return pipe->head - pipe->tail;
}

static inline bool pipe_full(const struct pipe *pipe)
{
	return pipe_used(pipe) >= pipe->size;
}

static inline struct pipe_slot *pipe_slot(struct pipe *pipe, unsigned index)
{
	return &pipe->slots[index & (pipe->size - 1)];
}

#pragma GCC visibility pop
#endif
