/* SPDX-License-Identifier: ISC */
/*
 * What the program wants done about signals: struct sigaction of the Linux ABI.
 */
#ifndef LIBOS_SIGNAL_ACTION_H
#define LIBOS_SIGNAL_ACTION_H

#include "signal.h"

#pragma GCC visibility push(hidden)

#define SIG_DFL 0ul
#define SIG_IGN 1ul

#define SA_RESTART   0x10000000ul
#define SA_NODEFER   0x40000000ul
#define SA_RESETHAND 0x80000000ul

struct action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

/* deliver.c */
extern struct action signal_actions[SIGNALS];
void signal_block(
        uint64_t mask); /* the thread's new mask; what was blocked may happen now */

#pragma GCC visibility pop
#endif
