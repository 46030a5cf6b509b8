/* SPDX-License-Identifier: ISC */
/*
 * Files that have no name (anonymous.h). No lock.
 */
#include "event/anonymous.h"
#include "mem/heap.h"
#include <asm/stat.h>

/* Device numbers of what is mounted nowhere, apart from those of file systems. */
#define DEVICE_ANONYMOUS 15

void *anonymous_make(size_t size, const struct file_operations *operations,
                     unsigned flags)
{
	struct file *file = heap_allocate(size);

	if (!file)
		return NULL;
	file->operations = operations;
	file->references = 1;
	file->flags = flags;
	return file;
}

int anonymous_status(struct file *file, struct stat *status)
{
	status->st_mode = 0600;
	status->st_dev = DEVICE_ANONYMOUS;
	status->st_ino = 1;
	return 0;
}
