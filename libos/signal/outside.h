/* SPDX-License-Identifier: ISC */
/*
 * Signals from outside of the program: which of them the platform should hand over.
 * Called with signal_lock.
 */
#ifndef LIBOS_SIGNAL_OUTSIDE_H
#define LIBOS_SIGNAL_OUTSIDE_H

#include "libos.h"

#pragma GCC visibility push(hidden)

/* The program has, or hasn't any more, a handler for the signal or ignores it. */
void signal_want_action(int signal, bool has);
/* A thread blocks these now. */
void signal_want_blocked(uint64_t mask);

#pragma GCC visibility pop
#endif
