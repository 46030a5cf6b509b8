/* SPDX-License-Identifier: ISC */
/*
 * FIFOs: pipes that have a name (fifo(7)). The inode keeps the pipe as long as files
 * refer to it. Opening waits until the other side is there, too. Within call_blocking().
 * Locks: inode.mutex for inode.bound and the pipe's count of files; pipe.lock after it.
 */
#include "event/pipe.h"
#include "fs/tree.h"
#include "mem/heap.h"

static bool leave_name(struct pipe *pipe)
{
	struct inode *inode = pipe->name;

	mutex_acquire(&inode->mutex);
	bool last = --pipe->files == 0;
	if (last)
		inode->bound = NULL;
	mutex_release(&inode->mutex);
	if (last)
		inode_put(inode);
	return last;
}

/* The inode's pipe, with one file more. */
static struct pipe *get(struct inode *inode)
{
	mutex_acquire(&inode->mutex);
	struct pipe *pipe = inode->bound;
	if (pipe) {
		pipe->files++;
	} else {
		pipe = pipe_make();
		if (pipe) {
			pipe->leave = leave_name;
			pipe->name = inode_get(inode);
		}
		inode->bound = pipe;
	}
	mutex_release(&inode->mutex);
	return pipe;
}

/* ---- waiting for the other side ---- */

struct partner {
	unsigned *ever; /* how many there have been */
	unsigned before;
};

static bool came(void *argument)
{
	const struct partner *partner = argument;

	return __atomic_load_n(partner->ever, __ATOMIC_ACQUIRE) != partner->before;
}

/* With the lock, which is released meanwhile. Who came is enough, also where he is gone
 * again. */
static int wait_for(struct pipe *pipe, unsigned *ever)
{
	struct partner partner = {ever, *ever};

	lock_release(&pipe->lock);
	int result = watch_wait(&pipe->watches, WATCH_ALL, came, &partner, UINT64_MAX);
	lock_acquire(&pipe->lock);
	return result;
}

static int begin(struct pipe *pipe, struct pipe_file *file)
{
	unsigned flags = file->file.flags, access = flags & O_ACCMODE;
	bool alone = access == O_RDONLY ? !pipe->writers : !pipe->readers;
	int result = 0;

	if (access == O_WRONLY && flags & O_NONBLOCK && alone)
		return -ENXIO;
	pipe_begin(pipe, flags);
	watch_tell(&pipe->watches, WATCH_EVERYBODY);
	if (access == O_RDWR || !alone)
		return 0;
	if (!(flags & O_NONBLOCK))
		result = wait_for(pipe, access == O_RDONLY ? &pipe->writers_ever
		                                           : &pipe->readers_ever);
	else
		file->writers_before = pipe->writers_ever;
	if (result)
		pipe_end(pipe, flags);
	return result;
}

int fifo_open(struct inode *inode, unsigned flags, struct file **made)
{
	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	struct pipe *pipe = get(inode);
	struct file *file = pipe ? pipe_file_make(pipe, flags) : NULL;
	int result = file ? 0 : -ENOMEM;

	if (file) {
		lock_acquire(&pipe->lock);
		result = begin(pipe, (struct pipe_file *)file);
		lock_release(&pipe->lock);
	}
	if (!result) {
		*made = file;
		return 0;
	}
	heap_free(file, sizeof(struct pipe_file));
	if (pipe)
		pipe_put(pipe);
	return result;
}
