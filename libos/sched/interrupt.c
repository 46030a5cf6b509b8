/* SPDX-License-Identifier: ISC */
/*
 * The program is interrupted at any instruction: by an event, a fault, or a system call
 * instruction. Its registers go to its libos stack, and it goes on there; the upcall
 * stack is free again. Called on that stack.
 */
#include "mem/memory.h"
#include "sched/leave.h"
#include "sched/x86_64/switch.h"
#include "syscalls.h"

static void system_call(struct platform_frame *frame)
{
	frame->address = frame->rax;
	frame->rax = (uint64_t)-ENOSYS;
	if (samara_syscall)
		frame->rax = (uint64_t)samara_syscall((long)frame->address,
		                                      (long)frame->rdi, (long)frame->rsi,
		                                      (long)frame->rdx, (long)frame->r10,
		                                      (long)frame->r8, (long)frame->r9);
}

static void go_on(uintptr_t is_system_call)
{
	if (is_system_call)
		system_call(thread_frame(thread_this()));
	thread_leave();
}

/* One upcall can interrupt another before that one has come inside. */
static bool nested(const struct platform_frame *frame)
{
	return frame->rsp > (uintptr_t)frame &&
	       frame->rsp <= cpu_this()->idle_stack + IDLE_STACK_ABOVE;
}

/* Go on as the thread, if it is the program that was interrupted. On the thread's libos
 * stack with nothing inside, it was about to leave for the program: it does that again.
 */
static void take_over(const struct platform_frame *frame, const void *vector)
{
	struct thread *thread = thread_this();
	size_t size = platform_vector_size();

	if (cpu_is_inside() || nested(frame))
		return;
	enter();
	if (thread->stack - frame->rsp < THREAD_STACK_SIZE)
		stack_continue(thread, go_on, false);
	*thread_frame(thread) = *frame;
	if (vector)
		memcpy(thread_vector(thread), vector, size);
	else
		vector_save(thread_vector(thread), size);
	stack_continue(thread, go_on, frame->cause == PLATFORM_CAUSE_SYSCALL);
}

bool upcall_handled(const struct platform_frame *frame, const void *vector)
{
	struct cpu *cpu = cpu_this();

	if (frame->cause == PLATFORM_CAUSE_PAGE) {
		bool done = memory_fault && memory_fault(frame);
		if (done && cpu->attention) /* what came meanwhile */
			take_over(frame, vector);
		return done;
	}
	if (frame->cause == PLATFORM_CAUSE_SYSCALL && samara_syscall)
		take_over(frame, vector);
	if (frame->cause != PLATFORM_CAUSE_EVENT)
		return false;
	/* while the libos runs, it waits for the way out */
	__atomic_fetch_or(&cpu->events, (unsigned)frame->error, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->attention, 1, __ATOMIC_SEQ_CST);
	take_over(frame, vector);
	return true;
}

void upcall_fault(const struct platform_frame *frame, const void *vector)
{
	if (!cpu_is_inside() && signal_fault && signal_fault(frame))
		take_over(frame, vector);
}
