/* SPDX-License-Identifier: ISC */
/*
 * Acting on a signal. Called inside, without a lock.
 */
#ifndef LIBOS_SIGNAL_DELIVER_H
#define LIBOS_SIGNAL_DELIVER_H

#include "action.h"
#include "sched/leave.h"

#pragma GCC visibility push(hidden)

/* The thread can't go on without this signal. False: it has no handler, or the thread
 * blocks it; the program must end. */
bool signal_force(const struct signal_information *information);

/* The same for a damaged stack or signal frame, at the place that `frame` tells; ends the
 * program itself. `signal`: whose handler was to be called; 0: none's. */
void signal_force_stack(const struct platform_frame *frame, int signal);

/* x86_64/frame.c; linked where there can be handlers. Let the frame call the handler.
 * `mask`: the one to come back afterwards. -EFAULT: the stack can't be written. */
int signal_frame_push(struct platform_frame *frame, void *vector,
                      const struct signal_information *information,
                      const struct action *action, uint64_t mask) WEAK;
/* x86_64/fault.c, linked with it: si_code of a floating-point exception, whose flags are
 * in the state of the vector registers. */
int signal_float_code(const void *vector, uint64_t cause) WEAK;

/* x86_64/ending.c: end the program with a report of the registers in the frame. */
_Noreturn void signal_crash(const struct platform_frame *frame, const char *reason,
                            int signal);

/* sigaltstack.c, linked where one can be set. `sp`: the program's stack pointer. As
 * sigaltstack(2). */
int signal_stack_set(const struct signal_stack *stack, uintptr_t sp) WEAK;

#pragma GCC visibility pop
#endif
