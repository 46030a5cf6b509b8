/* SPDX-License-Identifier: ISC */
/*
 * clone(2), the part that knows registers: like the system call, the function returns
 * twice.
 */
#include "sched/x86_64/clone.h"
#include "sched/leave.h"
#include "sched/x86_64/switch.h"
#include "syscalls.h"

__attribute__((naked))
/* partial: threads only (all of CLONE_VM, FS, FILES, SIGHAND and THREAD); else -ENOSYS */
long sys_clone(unsigned long flags, uintptr_t stack, int *parent_id, int *child_id,
               uintptr_t fs)
{
	__asm__("pushq	%rbp\n\t"
	        "pushq	%rbx\n\t"
	        "pushq	%r12\n\t"
	        "pushq	%r13\n\t"
	        "pushq	%r14\n\t"
	        "pushq	%r15\n\t"
	        "movq	%rsp, %r9\n\t"
	        "subq	$8, %rsp\n\t"
	        "call	clone_thread\n\t"
	        "addq	$56, %rsp\n\t"
	        "ret");
}

_Static_assert(offsetof(struct clone_registers, rip) == 48, "the order of the pushes");

/* What lies on the stack of a thread that hasn't run yet. */
struct beginning {
	struct switch_frame frame;
	uint64_t rip, rsp; /* for thread_return */
};

void thread_return(void) __attribute__((visibility("hidden"))); /* return.S */

static struct beginning *beginning(struct thread *thread, void (*function)(void))
{
	struct beginning *begin = (struct beginning *)thread_vector(thread) - 1;
	/* the function begins as if called: off a multiple of 16 by 8 */
	begin = (struct beginning *)((uintptr_t)begin & -16ul);
	begin->frame.rip = (uintptr_t)function;
	__asm__("stmxcsr %0\n\tfnstcw %1"
	        : "=m"(begin->frame.mxcsr), "=m"(begin->frame.control));
	thread->saved = (uintptr_t)begin;
	return begin;
}

void thread_begin_call(struct thread *thread, const struct clone_registers *registers,
                       uintptr_t stack)
{
	struct beginning *begin = beginning(thread, thread_return);

	memcpy(&begin->frame.r15, registers, offsetof(struct clone_registers, rip));
	begin->rip = registers->rip;
	begin->rsp = stack;
}

static void leave_first(void)
{
	thread_leave();
}

void thread_begin_leave(struct thread *thread)
{
	beginning(thread, leave_first);
}

/* leave() as a function, for return.S. */
long leave_function(long result) __attribute__((visibility("hidden")));
long leave_function(long result)
{
	return leave(result);
}
