/* SPDX-License-Identifier: ISC */
/* platform_memory_free: what the host has free at this moment (sysinfo(2)). */
#include "process.h"
#include <linux/sysinfo.h>

size_t process_memory_free(void)
{
	struct sysinfo host;

	if (linux_call1(__NR_sysinfo, (long)&host))
		return SIZE_MAX;
	return host.freeram * host.mem_unit;
}
