/* SPDX-License-Identifier: ISC */
/* platform_cpu_relax: the other CPU may need this one's place on the host. */
#include "process.h"

void process_cpu_relax(void)
{
	linux_call1(__NR_sched_yield, 0);
}
