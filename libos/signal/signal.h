/* SPDX-License-Identifier: ISC */
/*
 * Signals (signal(7)). One that is sent becomes pending on a thread or on the process
 * (send.h), and is acted on when a thread leaves the libos (deliver.c). A program that
 * has no way to set a handler or a mask has none of that linked, and gets the default
 * action at once.
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
	SIGNAL_REALTIME = 32, /* the first; below, one of a kind waits */
	SIGNALS = 64
};

static inline uint64_t signal_bit(int signal)
{
	return 1ull << (signal - 1);
}

/* Default actions that do nothing, and those that Linux ends with a core file. Nothing
 * could continue a stopped program here, so what would stop it does nothing. */
#define SIGNALS_IGNORED                                                   \
	(signal_bit(SIGCHLD) | signal_bit(SIGCONT) | signal_bit(SIGURG) | \
	 signal_bit(SIGWINCH) | SIGNALS_STOP)
#define SIGNALS_STOP                                                       \
	(signal_bit(SIGSTOP) | signal_bit(SIGTSTP) | signal_bit(SIGTTIN) | \
	 signal_bit(SIGTTOU))
#define SIGNALS_REPORTED                                                   \
	(signal_bit(SIGQUIT) | signal_bit(SIGILL) | signal_bit(SIGTRAP) |  \
	 signal_bit(SIGABRT) | signal_bit(SIGBUS) | signal_bit(SIGFPE) |   \
	 signal_bit(SIGSEGV) | signal_bit(SIGXCPU) | signal_bit(SIGXFSZ) | \
	 signal_bit(SIGSYS))

/* raise.c: `signal` (1 to 64) happens to this thread, because of what it did. Called
 * inside, under any lock. Returns, unless the default action ends the program and nothing
 * stands against it. */
void signal_raise(int signal);
/* The same for the process, from its terminal. */
void signal_raise_process(int signal);

static inline const char *signal_reason(int signal)
{
	return signal == SIGABRT ? "abort" : "ended by a signal";
}

/* raised.c: linked where a program can set handlers or masks. */
void signal_raised(int signal, bool process) WEAK;

#pragma GCC visibility pop
#endif
