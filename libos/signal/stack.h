/* SPDX-License-Identifier: ISC */
/*
 * The alternate stack of a thread (sigaltstack(2)).
 */
#ifndef LIBOS_SIGNAL_STACK_H
#define LIBOS_SIGNAL_STACK_H

#include "state.h"

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM (1 << 31)

/* Is the program on it? One that goes away by itself when a handler begins is never in
 * use. */
static inline bool signal_stack_holds(const struct signal_stack *stack, uintptr_t sp)
{
	return !(stack->flags & SS_AUTODISARM) && sp - stack->base - 1 < stack->size;
}

#endif
