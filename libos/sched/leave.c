/* SPDX-License-Identifier: ISC */
/*
 * The way back to the program (leave.h). It ends by setting cpu.inside to 0 and loading
 * the frame; an upcall between the two finds the stack pointer on the thread's libos
 * stack with nothing inside, which can be nowhere else, and the way out begins again with
 * the same frame. So does one that is asked for by another CPU.
 */
#include "sched/leave.h"
#include "sched/idle.h"
#include "sched/wait.h"
#include "sched/x86_64/switch.h"

LINKS(attend);
LINKS(upcall_handled);

#define SYSCALL_LENGTH 2 /* bytes of the instruction */

struct platform_frame *thread_frame(const struct thread *thread)
{
	return (struct platform_frame *)(thread->stack - FRAME_SIZE);
}

void *thread_vector(const struct thread *thread)
{
	return (void *)((thread->stack - FRAME_SIZE - platform_vector_size()) & -64ul);
}

static void attend_once(struct cpu *cpu, struct platform_frame *frame, void *vector)
{
	__atomic_store_n(&cpu->attention, 0, __ATOMIC_SEQ_CST);
	if (cpu->events)
		events_handle(cpu, 0);
	if (cpu->slice_over ||
	    !(__atomic_load_n(&thread_this()->affinity, __ATOMIC_RELAXED) >> cpu->number &
	      1))
		thread_yield();
	if (signal_deliver)
		signal_deliver(frame, vector);
}

/* No handler wanted a call that was to begin again to end. As a function call, it begins
 * again in call_blocking(). */
static void restart(struct platform_frame *frame)
{
	if (frame->cause != PLATFORM_CAUSE_SYSCALL || !is_restart((long)frame->rax))
		return;
	frame->rax = frame->address;
	frame->rip -= SYSCALL_LENGTH;
}

_Noreturn void thread_leave(void)
{
	struct thread *thread = thread_this();
	struct platform_frame *frame = thread_frame(thread);
	void *vector = frame->cause == CAUSE_CALL ? NULL : thread_vector(thread);

	for (;;) {
		struct cpu *cpu = cpu_this();
		while (__atomic_load_n(&cpu->attention, __ATOMIC_RELAXED)) {
			attend_once(cpu, frame, vector);
			vector = frame->cause == CAUSE_CALL ? NULL : vector;
			cpu = cpu_this();
		}
		restart(frame);
		if (vector)
			vector_load(vector, platform_vector_size());
		/* the last step inside; a later one to attend to comes in by an upcall */
		if (!percpu_leave())
			platform_resume(frame);
		percpu_enter();
	}
}
