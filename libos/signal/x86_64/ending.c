/* SPDX-License-Identifier: ISC */
/*
 * The end of the program by a signal that Linux would leave a core file for.
 */
#include "signal/deliver.h"

void signal_crash(const struct platform_frame *frame, const char *reason, int signal)
{
	const struct crash crash = {.reason = reason,
	                            .signal = signal,
	                            .pc = frame->rip,
	                            .stack = frame->rsp,
	                            .frame = frame->rbp,
	                            .registers = frame};

	crash_report(&crash);
}
