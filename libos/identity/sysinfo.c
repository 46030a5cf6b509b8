/* SPDX-License-Identifier: ISC */
/*
 * sysinfo(2). Uptime is the monotonic clock, whose beginning as a process is the host's.
 */
#include "mem/memory.h"
#include "sched/thread.h"
#include "syscalls.h"
#include <linux/sysinfo.h>

extern unsigned threads_count WEAK; /* linked where threads can be started */

/* partial: loads are 0; there is no swap */
long sys_sysinfo(struct sysinfo *to)
{
	size_t free = platform_memory_free();
	size_t limit = platform_information.memory;
	struct sysinfo information = {
	        .uptime = (long)((platform_clock_monotonic() + 999999999) / 1000000000),
	        /* of a host nobody knows more than what is free, and what is one's own */
	        .totalram = limit == SIZE_MAX ? free + memory_in_use() : limit,
	        .freeram = free < limit ? free : limit,
	        .procs = &threads_count ? (uint16_t)threads_count : 1,
	        .mem_unit = 1,
	};

	enter();
	return leave(copy_out(to, &information, sizeof information));
}
