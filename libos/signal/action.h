/* SPDX-License-Identifier: ISC */
/*
 * What the program wants done about signals: struct sigaction of the Linux ABI.
 * Lock: signal_lock.
 */
#ifndef LIBOS_SIGNAL_ACTION_H
#define LIBOS_SIGNAL_ACTION_H

#include "sched/lock.h"
#include "signal.h"

#pragma GCC visibility push(hidden)

#define SIG_DFL 0ul
#define SIG_IGN 1ul

#define SA_NOCLDSTOP      0x1ul
#define SA_NOCLDWAIT      0x2ul
#define SA_SIGINFO        0x4ul
#define SA_EXPOSE_TAGBITS 0x800ul
#define SA_RESTORER       0x04000000ul
#define SA_ONSTACK        0x08000000ul
#define SA_RESTART        0x10000000ul
#define SA_NODEFER        0x40000000ul
#define SA_RESETHAND      0x80000000ul
#define SA_KNOWN                                                                      \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_EXPOSE_TAGBITS | SA_RESTORER | \
	 SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND)

/* No mask has these. */
#define SIGNALS_UNSTOPPABLE (signal_bit(SIGKILL) | signal_bit(SIGSTOP))

struct action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

extern struct lock signal_lock; /* send.c: guards all of the state of signals */

/* send.c */
extern struct action signal_actions[SIGNALS];
/* What arrives now is dropped, unless it is blocked. */
bool signal_is_ignored(int signal);
/* Drop what waits of these, anywhere. */
void signal_flush(uint64_t set);

static inline bool has_handler(const struct action *action)
{
	return action->handler > SIG_IGN;
}

#pragma GCC visibility pop
#endif
