/* SPDX-License-Identifier: ISC */
/*
 * The first processor's state, and the first thread.
 */
#include "sched/cpu.h"
#include "sched/thread.h"

_Static_assert(offsetof(struct cpu, thread) == CPU_THREAD &&
                       offsetof(struct cpu, number) == CPU_NUMBER &&
                       offsetof(struct cpu, inside) == CPU_INSIDE &&
                       offsetof(struct cpu, attention) == CPU_ATTENTION &&
                       offsetof(struct cpu, self) == CPU_SELF,
               "known to percpu.h");
_Static_assert(offsetof(struct thread, stack) == THREAD_STACK, "known to assembly");

struct thread thread_first;
static struct cpu first;
struct cpu *cpus[CPUS_MAX];
unsigned cpus_started;

void cpu_begin(void)
{
	thread_first.id = 1;
	first.thread = &thread_first;
	first.self = &first;
	platform_cpu_pointer_set((uintptr_t)&first);
	if (sched_begin)
		sched_begin();
}
