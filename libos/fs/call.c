/* SPDX-License-Identifier: ISC */
/*
 * Calls that sleep only where something else lets them (call.h).
 */
#include "fs/call.h"
#include "sched/cpu.h"

long call_blocking(long (*body)(void *), void *arguments) WEAK; /* sched/wait.h */

long call_file(long (*body)(void *), void *arguments)
{
	if (call_blocking)
		return call_blocking(body, arguments);
	enter();
	return leave(body(arguments));
}
