/* SPDX-License-Identifier: ISC */
/*
 * Signals (signal(7)): to the program itself, so far only from itself. A raised signal
 * becomes pending on the thread and is acted on when the system call leaves. A program
 * that has no way to set a handler or a mask gets the default action at once.
 */
#ifndef LIBOS_SIGNAL_SIGNAL_H
#define LIBOS_SIGNAL_SIGNAL_H

#include "libos.h"

#pragma GCC visibility push(hidden)

enum {
	SIGHUP = 1,
	SIGINT = 2,
	SIGQUIT = 3,
	SIGILL = 4,
	SIGTRAP = 5,
	SIGABRT = 6,
	SIGBUS = 7,
	SIGFPE = 8,
	SIGKILL = 9,
	SIGUSR1 = 10,
	SIGSEGV = 11,
	SIGUSR2 = 12,
	SIGPIPE = 13,
	SIGALRM = 14,
	SIGTERM = 15,
	SIGSTKFLT = 16,
	SIGCHLD = 17,
	SIGCONT = 18,
	SIGSTOP = 19,
	SIGTSTP = 20,
	SIGTTIN = 21,
	SIGTTOU = 22,
	SIGURG = 23,
	SIGXCPU = 24,
	SIGXFSZ = 25,
	SIGVTALRM = 26,
	SIGPROF = 27,
	SIGWINCH = 28,
	SIGIO = 29,
	SIGPWR = 30,
	SIGSYS = 31,
	SIGNALS = 64
};

static inline uint64_t signal_bit(int signal)
{
	return 1ull << (signal - 1);
}

/* raise.c: `signal` (1 to 64) happens to this thread. Returns unless the default action
 * ends the program and nothing stands against it. */
void signal_raise(int signal);
void signal_default(int signal);

/* deliver.c: linked where a program can set handlers or masks. */
void signal_queue(int signal) WEAK;

#pragma GCC visibility pop
#endif
