/* SPDX-License-Identifier: ISC */
/*
 * Files that have no name: pipes, counters, timers and the like. Each kind begins its
 * structure with a struct file. No lock.
 */
#ifndef LIBOS_EVENT_ANONYMOUS_H
#define LIBOS_EVENT_ANONYMOUS_H

#include "fs/file.h"

#pragma GCC visibility push(hidden)

/* A zeroed object of `size` bytes that begins with a file with one reference; NULL: out
 * of memory. Its release() gives it to heap_free(). */
void *anonymous_make(size_t size, const struct file_operations *operations,
                     unsigned flags);

/* For operations.status: what Linux says of all of them (anon_inode). */
int anonymous_status(struct file *file, struct stat *status);

#pragma GCC visibility pop
#endif
