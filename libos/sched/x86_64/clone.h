/* SPDX-License-Identifier: ISC */
/*
 * How a new thread begins.
 */
#ifndef LIBOS_SCHED_X86_64_CLONE_H
#define LIBOS_SCHED_X86_64_CLONE_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* What a function keeps for its caller, as sys_clone() has pushed it, and its return
 * address. */
struct clone_registers {
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t rip;
};

/* ../clone.c: the system call; `registers` are used unless it was an instruction. */
long clone_thread(unsigned long flags, uintptr_t stack, int *parent_id, int *child_id,
                  uintptr_t fs, const struct clone_registers *registers);

/* When the thread first runs, it returns 0 to where the registers say, with rsp `stack`.
 */
void thread_begin_call(struct thread *thread, const struct clone_registers *registers,
                       uintptr_t stack);
/* Or it goes through thread_leave(). */
void thread_begin_leave(struct thread *thread);

#pragma GCC visibility pop
#endif
