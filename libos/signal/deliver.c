/* SPDX-License-Identifier: ISC */
/*
 * Signals where the program has a say: handlers and masks. A signal with a handler waits
 * on the thread until the system call leaves, which then calls the handler as a function,
 * with nothing of the libos below it on the stack, so that it may leave by longjmp.
 */
#include "action.h"
#include "sched/cpu.h"

#define SI_TKILL (-6)

struct action signal_actions[SIGNALS];

static const uint64_t unstoppable = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);

/* An unblocked signal happens now: true when a handler has to be called. */
static bool wants_handler(int signal)
{
	uintptr_t handler = signal_actions[signal - 1].handler;

	if (handler == SIG_DFL)
		signal_default(signal);
	return handler > SIG_IGN;
}

void signal_queue(int signal)
{
	struct thread *thread = thread_this();
	uint64_t bit = signal_bit(signal);

	if (!(thread->signals_blocked & bit)) {
		if (!wants_handler(signal))
			return;
		cpu_this()->attention = true;
	}
	thread->signals_pending |= bit;
}

void signal_block(uint64_t mask)
{
	struct thread *thread = thread_this();

	thread->signals_blocked = mask & ~unstoppable;
	cpu_this()->attention = thread->signals_pending & ~thread->signals_blocked;
}

struct handler_arguments {
	int information[32];   /* siginfo_t: signal, errno, code */
	uint64_t context[121]; /* ucontext_t; only its mask is filled in */
};

#define CONTEXT_MASK 37 /* index of uc_sigmask */

static void call_handler(int signal, const struct action *action, uint64_t mask)
{
	struct handler_arguments arguments;
	void (*handler)(int, int *, uint64_t *) =
	        (void (*)(int, int *, uint64_t *))action->handler;

	memset(&arguments, 0, sizeof arguments);
	arguments.information[0] = signal;
	arguments.information[2] = SI_TKILL;
	arguments.information[4] = thread_this()->id;
	arguments.context[CONTEXT_MASK] = mask;
	handler(signal, arguments.information, arguments.context);
}

static bool deliver(int signal)
{
	struct thread *thread = thread_this();
	struct action action = signal_actions[signal - 1];
	uint64_t mask = thread->signals_blocked;

	if (!wants_handler(signal))
		return true;
	if (action.flags & SA_RESETHAND)
		signal_actions[signal - 1].handler = SIG_DFL;
	signal_block(mask | action.mask |
	             (action.flags & SA_NODEFER ? 0 : signal_bit(signal)));
	call_handler(signal, &action, mask);
	signal_block(mask);
	return action.flags & SA_RESTART;
}

bool signal_deliver(void)
{
	struct thread *thread = thread_this();
	bool restart = true;

	cpu_this()->attention = false;
	for (uint64_t ready;
	     (ready = thread->signals_pending & ~thread->signals_blocked);) {
		thread->signals_pending &= ~(ready & -ready);
		restart &= deliver(__builtin_ctzll(ready) + 1);
	}
	cpu_this()->attention = false;
	return restart;
}
