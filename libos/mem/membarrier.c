/* SPDX-License-Identifier: ISC */
/*
 * membarrier(2): whoever uses it leaves out the barriers on its fast path, and lets the
 * others be interrupted for them on its slow one. There are no restartable sequences
 * (rseq(2)), so their commands are -EINVAL.
 */
#include "sched/cpu.h"
#include "syscalls.h"
#include <linux/membarrier.h>

#define EXPEDITED \
	(MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE)
#define REGISTER                                     \
	(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED |  \
	 MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED | \
	 MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE)
#define GLOBAL (MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_GLOBAL_EXPEDITED)

static int registered; /* REGISTER commands that were given */

/* Every CPU that runs a thread passes a full barrier, and executes no instruction that it
 * has fetched before: an upcall does both, also within the libos. One that goes over to
 * another thread meanwhile has passed one, too. */
static void barrier_all_cpus(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (unsigned n = 0; n < cpus_started; n++) {
		struct cpu *cpu = cpus[n];
		unsigned before = __atomic_load_n(&cpu->upcalls, __ATOMIC_SEQ_CST);
		const struct thread *thread =
		        __atomic_load_n(&cpu->thread, __ATOMIC_SEQ_CST);
		if (cpu == cpu_this() || !thread)
			continue;
		platform_cpu_notify(n);
		while (__atomic_load_n(&cpu->upcalls, __ATOMIC_SEQ_CST) == before &&
		       __atomic_load_n(&cpu->thread, __ATOMIC_SEQ_CST) == thread)
			platform_cpu_relax();
	}
}

/* partial: without rseq(2) its commands are -EINVAL */
long sys_membarrier(int command, unsigned flags, int cpu)
{
	if (flags)
		return -EINVAL;
	switch (command) {
	case MEMBARRIER_CMD_QUERY:
		return GLOBAL | EXPEDITED | REGISTER;
	case MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
	case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
	case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
		__atomic_fetch_or(&registered, command, __ATOMIC_SEQ_CST);
		return 0;
	case MEMBARRIER_CMD_PRIVATE_EXPEDITED:
	case MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE:
		/* each is registered by the bit above its own */
		if (!(__atomic_load_n(&registered, __ATOMIC_SEQ_CST) & command << 1))
			return -EPERM;
		break;
	case MEMBARRIER_CMD_GLOBAL:
	case MEMBARRIER_CMD_GLOBAL_EXPEDITED:
		break;
	default:
		return -EINVAL;
	}
	enter();
	barrier_all_cpus();
	return leave(0);
}
