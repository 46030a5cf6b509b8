/* SPDX-License-Identifier: ISC */
/*
 * Starting CPUs (cpu_start.h): at the first moment when there is something to do for one.
 * A CPU that can't be started isn't asked for again.
 */
#include "sched/cpu_start.h"
#include "sched/idle.h"
#include "sched/thread.h"

static struct lock cpu_start_lock;
static bool failed;

/* The first function on a new CPU: struct cpu lies where its stack ends. */
static void cpu_main(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	struct cpu *cpu =
	        (struct cpu *)((here + PLATFORM_PAGE - 1) & -(uintptr_t)PLATFORM_PAGE);

	cpu->idle_stack = here & -16ul;
	platform_cpu_pointer_set((uintptr_t)cpu);
	idle_loop();
}

/* Its upcall stack, and struct cpu behind it. */
static int start(unsigned number)
{
	char *memory = memory_map(UPCALL_STACK + PLATFORM_PAGE);

	if (!memory)
		return -ENOMEM;
	struct cpu *cpu = (struct cpu *)(memory + UPCALL_STACK);
	cpu->number = number;
	cpu->self = cpu;
	cpu->inside = 1;
	cpu->armed = UINT64_MAX;
	cpus[number] = cpu;
	__atomic_store_n(&cpus_started, number + 1, __ATOMIC_SEQ_CST);
	int result = platform_cpu_start(number, cpu, UPCALL_STACK, cpu_main);
	if (result)
		__atomic_store_n(&cpus_started, number, __ATOMIC_SEQ_CST);
	return result;
}

void cpu_start_next(void)
{
	unsigned most = platform_information.cpus;

	if (cpus_count() >= most || failed ||
	    __atomic_exchange_n(&cpu_start_lock.held, true, __ATOMIC_ACQUIRE))
		return;
	if (cpus_started < most)
		failed = start(cpus_started);
	lock_release(&cpu_start_lock);
}

void lock_spin(struct lock *lock)
{
	if (cpus_count() < 2)
		panic("lock: taken twice");
	while (__atomic_exchange_n(&lock->held, true, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED))
			platform_cpu_relax();
}
