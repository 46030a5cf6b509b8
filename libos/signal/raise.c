/* SPDX-License-Identifier: ISC */
/*
 * A signal happens; and the default actions of signal(7).
 */
#include "signal.h"

static void act(int signal)
{
	uint64_t bit = signal_bit(signal);

	if (bit & SIGNALS_IGNORED)
		return;
	if (bit & SIGNALS_REPORTED)
		crash(signal_reason(signal), signal);
	platform_exit(128 + signal);
}

void signal_raise(int signal)
{
	if (signal_raised)
		signal_raised(signal, false);
	else
		act(signal);
}

void signal_raise_process(int signal)
{
	if (signal_raised)
		signal_raised(signal, true);
	else
		act(signal);
}
