/* SPDX-License-Identifier: ISC */
/*
 * sysinfo(2).
 */
#include "libos.h"
#include "syscalls.h"
#include <linux/sysinfo.h>

long sys_sysinfo(struct sysinfo *to)
{
	size_t free = platform_memory_free();
	size_t total = platform_information.memory;
	struct sysinfo information = {
	        .uptime = (long)(platform_clock_monotonic() / 1000000000),
	        .totalram = total == SIZE_MAX ? free : total,
	        .freeram = free,
	        .procs = 1,
	        .mem_unit = 1,
	};

	return copy_out(to, &information, sizeof information);
}
