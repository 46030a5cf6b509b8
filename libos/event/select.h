/* SPDX-License-Identifier: ISC */
/*
 * What select(2) and pselect6(2) share.
 */
#ifndef LIBOS_EVENT_SELECT_H
#define LIBOS_EVENT_SELECT_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct select_call {
	int count;              /* descriptors below it */
	unsigned long *sets[3]; /* the program's: in, out, exceptional; NULL: none */
	uint64_t deadline;      /* on the monotonic clock; UINT64_MAX: none */
};

/* For call_blocking(). Bits that are set then; -EINVAL, -EFAULT, -ENOMEM, -EBADF,
 * -RESTART_NOHAND. Results are written only where it succeeds. */
long select_program(void *call);

#pragma GCC visibility pop
#endif
