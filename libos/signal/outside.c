/* SPDX-License-Identifier: ISC */
/*
 * Signals from outside (outside.h): to a process from whoever may send it some, to a
 * machine from its power button. Those that would do what they do below as well aren't
 * asked for. What a thread has blocked once stays wanted: the C library blocks all for a
 * moment in each pthread_create(), and the default action is the same here. Lock:
 * signal_lock.
 */
#include "outside.h"
#include "action.h"
#include "queue.h"
#include "sched/leave.h"

static uint64_t by_action, by_mask;

static void want(uint64_t actions, uint64_t masks)
{
	uint64_t before = by_action | by_mask;

	by_action = actions & ~SIGNALS_UNSTOPPABLE;
	by_mask = masks & ~SIGNALS_IGNORED & ~SIGNALS_UNSTOPPABLE;
	if ((by_action | by_mask) != before)
		platform_signals_want(by_action | by_mask);
}

void signal_want_action(int signal, bool has)
{
	want(has ? by_action | signal_bit(signal) : by_action & ~signal_bit(signal),
	     by_mask);
}

void signal_want_blocked(uint64_t mask)
{
	want(by_action, by_mask | mask);
}

void signal_outside(void)
{
	for (uint64_t set = platform_signals_take(); set; set &= set - 1) {
		const struct signal_information information = {
		        .signal = __builtin_ctzll(set) + 1, .code = SI_USER};
		signal_send(0, &information);
	}
}
