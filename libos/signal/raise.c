/* SPDX-License-Identifier: ISC */
/*
 * A signal happens; and the default actions of signal(7). Nothing can continue a stopped
 * program here, so what would stop it is ignored.
 */
#include "sched/cpu.h"
#include "signal.h"

#define BIT(signal) (1u << (signal))

static const uint32_t ignored = BIT(SIGCHLD) | BIT(SIGCONT) | BIT(SIGSTOP) |
                                BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU) | BIT(SIGURG) |
                                BIT(SIGWINCH);
static const uint32_t reported = BIT(SIGQUIT) | BIT(SIGILL) | BIT(SIGTRAP) |
                                 BIT(SIGABRT) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGSEGV) |
                                 BIT(SIGXCPU) | BIT(SIGXFSZ) | BIT(SIGSYS);

void signal_default(int signal)
{
	uint32_t bit = signal < 32 ? BIT(signal) : 0;

	if (bit & ignored)
		return;
	if (bit & reported)
		crash(signal == SIGABRT ? "abort" : "ended by a signal", signal);
	platform_exit(128 + signal);
}

void signal_raise(int signal)
{
	if (signal_queue)
		signal_queue(signal);
	else
		signal_default(signal);
}
