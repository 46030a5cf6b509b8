/* SPDX-License-Identifier: ISC */
/* platform_cpu_start: a thread of the host. The libos calls it for one CPU at a time, or
 * for different ones. */
#include "process.h"
#include <asm/signal.h>
#include <errno.h>
#include <linux/sched.h>

_Static_assert(sizeof(struct process_stack_end) == 64, "the stack stays aligned");

int process_cpu_start(unsigned number, void *stack_high, size_t size, void (*entry)(void))
{
	struct process_cpu *cpu = &process_cpus[number];
	struct process_stack_end *end = (struct process_stack_end *)stack_high - 1;

	process_events_take();
	*end = (struct process_stack_end){.cpu = number, .size = size, .entry = entry};
	cpu->starting = true;
	__atomic_fetch_add(&process_cpus_started, 1, __ATOMIC_SEQ_CST);
	return process_thread(PROCESS_CLONE, end, &cpu->thread) < 0 ? -EAGAIN : 0;
}

void process_thread_begin(struct process_stack_end *end)
{
	process_stack_set((uintptr_t)(end + 1) - end->size, (uintptr_t)end);
	end->entry();
	__builtin_unreachable();
}

/* What came meanwhile is pending; it comes again. */
void process_cpu_ready(void)
{
	struct process_cpu *cpu = process_cpu();

	if (!cpu->starting)
		return;
	__atomic_store_n(&cpu->starting, false, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&cpu->pending, __ATOMIC_SEQ_CST))
		linux_call3(__NR_tgkill, process_host.process, cpu->thread,
		            PROCESS_EVENT);
}
