/* SPDX-License-Identifier: ISC */
/*
 * sched_getaffinity(2): the CPUs that there are; sysconf(_SC_NPROCESSORS_ONLN) counts
 * them.
 */
#include "sched/cpu.h"
#include "syscalls.h"

long sys_sched_getaffinity(int thread, size_t size, unsigned long *mask)
{
	unsigned long set = ~0ul >> (64 - CPUS_MAX);

	if (thread && thread != thread_this()->id)
		return -ESRCH;
	if (size < sizeof set || size % sizeof set)
		return -EINVAL;
	if (copy_out(mask, &set, sizeof set))
		return -EFAULT;
	return sizeof set;
}
