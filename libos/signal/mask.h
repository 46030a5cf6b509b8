/* SPDX-License-Identifier: ISC */
/*
 * The calling thread's mask: which signals wait. Called inside, without a lock.
 */
#ifndef LIBOS_SIGNAL_MASK_H
#define LIBOS_SIGNAL_MASK_H

#include "libos.h"

#pragma GCC visibility push(hidden)

void signal_mask_set(uint64_t mask);

/* For a call that sleeps with a mask of its own (ppoll(2), sigsuspend(2)). When it ends
 * because of a signal, its handler runs with that mask, and the one before comes back
 * after it. signal_mask_end() gets the call's result and returns it. */
void signal_mask_begin(uint64_t mask);
long signal_mask_end(long result);
/* Before the call returns to the program, once its signals are seen to. */
void signal_mask_restore(void);

#pragma GCC visibility pop
#endif
