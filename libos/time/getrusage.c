/* SPDX-License-Identifier: ISC */
/*
 * getrusage(2). There are no children. Memory is what the machine has given out by now,
 * where that is known.
 */
#include "clock.h"
#include "cpu_clock.h"
#include "syscalls.h"
#include <linux/resource.h>

static long resident(void)
{
	size_t free = platform_memory_free(), all = platform_information.memory;

	return free < all && all != SIZE_MAX ? (long)((all - free) / 1024) : 0;
}

/* partial: ru_maxrss is the present use in a VM, 0 as a process; what Linux counts beside
 * it and the processor time is 0 */
long sys_getrusage(int who, struct rusage *to)
{
	const struct cpu_clock process = {NULL}, thread = {thread_this()};
	struct rusage copy = {0};

	if (who != RUSAGE_SELF && who != RUSAGE_THREAD && who != RUSAGE_CHILDREN)
		return -EINVAL;
	if (who != RUSAGE_CHILDREN) {
		uint64_t ran = cpu_clock_now(who == RUSAGE_SELF ? &process : &thread);
		copy.ru_utime = timeval_of(ran);
		copy.ru_maxrss = resident();
	}
	return copy_out(to, &copy, sizeof copy);
}
