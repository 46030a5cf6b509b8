/* SPDX-License-Identifier: ISC */
/*
 * What mmap(2) of anonymous memory and of files share. The caller of the first two holds
 * space_lock.
 */
#ifndef LIBOS_MEM_MMAP_H
#define LIBOS_MEM_MMAP_H

#include "space.h"

#pragma GCC visibility push(hidden)

struct mmap_request {
	uintptr_t address;
	size_t length;
	unsigned long protection, flags;
	int number; /* descriptor */
	uint64_t offset;
};

/* May there be an area for the request, of whole pages? Its address, or -errno. */
long mmap_prepare(const struct mmap_request *request);

/* Map an area for it at `start`: anonymous without a mapping, which else has one area
 * more then. 0 or -errno. */
int mmap_area(const struct mmap_request *request, uintptr_t start,
              struct mapping *mapping);

/* Without a lock: its pages come at once, where it or mlockall(2) says so. */
void mmap_populate(const struct mmap_request *request, uintptr_t start);

/* The whole, for anonymous memory. */
long mmap_anonymous(struct mmap_request *request);

#pragma GCC visibility pop
#endif
