/* SPDX-License-Identifier: ISC */
/*
 * Waiting for files; what poll(2) and ppoll(2) share.
 */
#ifndef LIBOS_FS_POLL_H
#define LIBOS_FS_POLL_H

#include "libos.h"
#include <asm/poll.h>

#pragma GCC visibility push(hidden)

/* Until one of the program's entries is ready or the monotonic clock reaches `deadline`.
 * How many are ready; -EFAULT, -EINVAL, -EINTR. */
long poll_until(struct pollfd *entries, unsigned long count, uint64_t deadline);

#pragma GCC visibility pop
#endif
