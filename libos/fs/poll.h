/* SPDX-License-Identifier: ISC */
/*
 * Waiting for files; what poll(2) and ppoll(2) share.
 */
#ifndef LIBOS_FS_POLL_H
#define LIBOS_FS_POLL_H

#include "libos.h"
#include <asm/poll.h>

#pragma GCC visibility push(hidden)

struct poll_call {
	struct pollfd *entries; /* the program's */
	unsigned long count;
	uint64_t deadline; /* on the monotonic clock; UINT64_MAX: none */
};

/* Until one of the entries is ready or the deadline comes; for call_blocking() and its
 * like. How many are ready; -EFAULT, -EINVAL, -RESTART_NOHAND. */
long poll_entries(void *call);

#pragma GCC visibility pop
#endif
