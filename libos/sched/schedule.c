/* SPDX-License-Identifier: ISC */
/*
 * Which thread runs. Switching goes from a thread's libos stack to another's; a CPU
 * without work leaves for its idle loop, which begins anew each time, on the upcall
 * stack. Called inside, without a lock.
 */
#include "sched/idle.h"
#include "sched/ready.h"
#include "sched/timer.h"
#include "sched/wait.h"
#include "sched/x86_64/switch.h"
#include "time/cpu_clock.h"

/* This CPU goes over to `next`, which is marked as running. */
static void become(struct cpu *cpu, struct thread *previous, struct thread *next)
{
	if (cpu_time_switch)
		cpu_time_switch(previous, next);
	__atomic_store_n(&cpu->thread, next, __ATOMIC_RELAXED);
	cpu->inside = next->inside;
	/* who asks for attention from now on finds the thread here; look only after that
	 */
	__atomic_store_n(&cpu->attention, 0, __ATOMIC_SEQ_CST);
	if (cpu->events || (signal_waits && signal_waits(next)))
		__atomic_store_n(&cpu->attention, 1, __ATOMIC_RELAXED);
	cpu->slice_over = false;
	if (!previous || previous->fs != next->fs)
		platform_thread_pointer_set(next->fs);
	if (timers_any(cpu))
		timer_arm(cpu, timers_first(cpu));
	cpu->slice_older = cpu->slice;
	if (ready_waiting(cpu) && !cpu->slice)
		slice_begin(cpu);
}

void schedule(void)
{
	struct cpu *cpu = cpu_this();
	struct thread *thread = cpu->thread, *next = ready_take(cpu);

	if (next == thread)
		return;
	thread->inside = cpu->inside;
	if (next) {
		become(cpu, thread, next);
		stack_switch(&thread->saved, &thread->running, next->saved);
		return;
	}
	if (cpu_time_switch)
		cpu_time_switch(thread, NULL);
	__atomic_store_n(&cpu->thread, NULL, __ATOMIC_RELAXED);
	stack_idle(&thread->saved, &thread->running, cpu->idle_stack, idle_loop);
}

_Noreturn void schedule_from_idle(struct thread *next)
{
	become(cpu_this(), NULL, next);
	stack_start(next->saved);
}

void thread_wake(struct thread *thread)
{
	uint8_t sleeping = THREAD_SLEEPING;

	if (__atomic_compare_exchange_n(&thread->state, &sleeping, THREAD_READY, false,
	                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		ready_add(thread);
}

void thread_yield(void)
{
	struct cpu *cpu = cpu_this();
	struct thread *thread = cpu->thread;

	cpu->slice_over = false;
	if (!ready_waiting(cpu) &&
	    __atomic_load_n(&thread->affinity, __ATOMIC_RELAXED) >> cpu->number & 1)
		return;
	__atomic_store_n(&thread->state, THREAD_READY, __ATOMIC_SEQ_CST);
	ready_add(thread);
	schedule();
}
