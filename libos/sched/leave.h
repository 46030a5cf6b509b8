/* SPDX-License-Identifier: ISC */
/*
 * The way from the libos back to the program with the program's registers in a frame at
 * the end of the thread's libos stack, and what is done on that way. Below the frame lies
 * the state of the vector registers, where the program was interrupted at any
 * instruction; at a system call that was a function call, they are nobody's.
 */
#ifndef LIBOS_SCHED_LEAVE_H
#define LIBOS_SCHED_LEAVE_H

#include "sched/thread.h"
#include "sched/x86_64/frame.h"

#pragma GCC visibility push(hidden)

/* CAUSE_CALL is the `cause` of a frame that leave() made; others are upcalls'. rax is the
 * call's result. The place is within the libos, with the program's stack. */

/* The frame's place, and that of the vector registers' state; both fixed for a thread. */
struct platform_frame *thread_frame(const struct thread *thread);
void *thread_vector(const struct thread *thread);

/* Called on the thread's libos stack, inside. Attend to what there is, then go to where
 * the frame says. */
_Noreturn void thread_leave(void);

/* leave.S: leave the present stack for the thread's libos stack, below what is at its
 * end, and call function(argument) there, which doesn't return. Called inside. */
_Noreturn void stack_continue(struct thread *thread, void (*function)(uintptr_t),
                              uintptr_t argument);

/* interrupt.c, for libos_upcall() in an image where a program can be interrupted. What
 * isn't a fault: true: seen to; or it goes on as the interrupted thread and doesn't
 * return. A fault that nobody expected: returns unless a signal handler will be called.
 */
bool upcall_handled(const struct platform_frame *frame, const void *vector) WEAK;
void upcall_fault(const struct platform_frame *frame, const void *vector) WEAK;

/* signal/. A fault of the program: true: a handler will be called on the way out. */
bool signal_fault(const struct platform_frame *frame) WEAK;
/* On the way out: call the handlers of signals that wait, by changing the frame; or end
 * the program. `vector`: NULL when they are nobody's. */
void signal_deliver(struct platform_frame *frame, void *vector) WEAK;
/* Signals from outside have come (PLATFORM_EVENT_SIGNAL). */
void signal_outside(void) WEAK;

#pragma GCC visibility pop
#endif
