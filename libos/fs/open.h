/* SPDX-License-Identifier: ISC */
/*
 * Opening, for the calls of the open(2) family and for the libos itself.
 */
#ifndef LIBOS_FS_OPEN_H
#define LIBOS_FS_OPEN_H

#include "fs/path.h"

#pragma GCC visibility push(hidden)

struct open {
	unsigned flags;   /* O_*, valid together */
	uint32_t mode;    /* permissions of a new file, before umask */
	unsigned resolve; /* RESOLVE_* of openat2(2) */
};

/* tree_open.c: what lookup() is to do; then open, and end the lookup. */
unsigned open_lookup_flags(const struct open *how);
int open_at(struct lookup *at, const struct open *how, struct file **file);

/* The file of an entry; `made`: it is new, so its permissions don't matter. */
int entry_open(struct entry *entry, unsigned flags, bool made, struct file **file);

#pragma GCC visibility pop
#endif
