/* SPDX-License-Identifier: ISC */
/*
 * A system call that changes the address space. Where files can be mapped it may let go
 * of the last reference to one, and so sleep; then it goes through call_blocking(). In
 * other images it needs no stack in the libos.
 */
#ifndef LIBOS_MEM_SPACE_CALL_H
#define LIBOS_MEM_SPACE_CALL_H

#include "mem/mapping.h"
#include "sched/cpu.h"

#pragma GCC visibility push(hidden)

long call_blocking(long (*body)(void *), void *arguments) WEAK; /* sched/wait.h */

/* Call body(arguments); its result. */
static inline long space_call(long (*body)(void *), void *arguments)
{
	if (mapping_settle && call_blocking)
		return call_blocking(body, arguments);
	enter();
	return leave(body(arguments));
}

/* Within the body, after space_lock was released. */
static inline void space_settle(void)
{
	if (mapping_settle)
		mapping_settle();
}

#pragma GCC visibility pop
#endif
