/* SPDX-License-Identifier: ISC */
/*
 * Stacks that ThreadSanitizer knows: each thread of the libos is a fiber, and so is the
 * idle loop of each CPU, which is its host thread. The functions of switch.S are called
 * from here, where they have the prefix real_. Compiled without ThreadSanitizer.
 */
#include "machine.h"
#include "mem/memory.h"
#include "sched/x86_64/switch.h"
#include <sanitizer/tsan_interface.h>

#define FIBERS 65536

void real_stack_switch(uintptr_t *saved, bool *running, uintptr_t to);
void real_stack_idle(uintptr_t *saved, bool *running, uintptr_t stack,
                     void (*function)(void));
_Noreturn void real_stack_start(uintptr_t to);

/* By the page of their struct thread in the libos's region; the main thread's is 0. A
 * block that serves for another thread keeps its fiber: what the old one did happened
 * before. */
static void *fibers[FIBERS];
static void *idle[CPUS_MAX];

static void *fiber_of(const struct thread *thread)
{
	size_t n = thread == &thread_first
	                   ? 0
	                   : ((uintptr_t)thread - memory_region().low) / PLATFORM_PAGE;

	if (n >= FIBERS)
		panic("fiber: too many");
	if (!fibers[n])
		fibers[n] = __tsan_create_fiber(0);
	return fibers[n];
}

void fiber_begin(void)
{
	idle[cpu_number()] = __tsan_get_current_fiber();
}

void fiber_enter(struct thread *first)
{
	__tsan_switch_to_fiber(fiber_of(first), 0);
}

void stack_switch(uintptr_t *saved, bool *running, uintptr_t to)
{
	__tsan_release(running);
	__tsan_switch_to_fiber(fiber_of(thread_this()), 0);
	real_stack_switch(saved, running, to);
}

void stack_idle(uintptr_t *saved, bool *running, uintptr_t stack, void (*function)(void))
{
	__tsan_release(running);
	__tsan_switch_to_fiber(idle[cpu_number()], 0);
	real_stack_idle(saved, running, stack, function);
}

_Noreturn void stack_start(uintptr_t to)
{
	__tsan_switch_to_fiber(fiber_of(thread_this()), 0);
	real_stack_start(to);
}
