/* SPDX-License-Identifier: ISC */
/* platform_signals_want: a handler for what is wanted, and again the host's default for
 * what isn't any more. The lock is held from the comparison to the last change. */
#include "process.h"
#include <asm/signal.h>

#define BIT(signal) (1ul << ((signal)-1))

/* Faults have their handler already; two signals can have none. */
static const uint64_t fixed = BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGILL) | BIT(SIGFPE) |
                              BIT(SIGTRAP) | BIT(SIGSYS) | BIT(SIGKILL) | BIT(SIGSTOP) |
                              BIT(PROCESS_EVENT);

static void change(uint64_t wanted)
{
	uint64_t changed = (process_wanted ^ wanted) & ~fixed;

	__atomic_fetch_or(&process_wanted, wanted, __ATOMIC_SEQ_CST);
	for (; changed; changed &= changed - 1) {
		int signal = __builtin_ctzl(changed) + 1;
		if (wanted & BIT(signal))
			process_events_take_signal(signal);
		else /* our own writes raise SIGPIPE */
			process_signal_set(
			        signal,
			        (void (*)(void))(signal == SIGPIPE ? SIG_IGN : SIG_DFL));
	}
	__atomic_store_n(&process_wanted, wanted, __ATOMIC_SEQ_CST);
}

void process_signals_want(uint64_t wanted)
{
	static uint8_t lock;

	process_lock(&lock);
	if (wanted)
		process_events_take();
	change(wanted);
	process_unlock(&lock);
}
