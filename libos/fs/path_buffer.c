/* SPDX-License-Identifier: ISC */
/*
 * Buffers for paths (path.h). They are kept when they are given back: there are never
 * more than paths are under way at once.
 * Lock: buffers_lock; memory_lock may be taken under it.
 */
#include "fs/path.h"
#include <linux/limits.h>

static struct lock buffers_lock;
static void *buffers;

char *path_buffer_take(void)
{
	lock_acquire(&buffers_lock);
	void **buffer = buffers;
	if (buffer)
		buffers = *buffer;
	else
		buffer = memory_map(PATH_MAX);
	lock_release(&buffers_lock);
	return (char *)buffer;
}

void path_buffer_give(char *buffer)
{
	if (!buffer)
		return;
	lock_acquire(&buffers_lock);
	*(void **)buffer = buffers;
	buffers = buffer;
	lock_release(&buffers_lock);
}
