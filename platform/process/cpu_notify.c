/* SPDX-License-Identifier: ISC */
/* platform_cpu_notify. */
#include "process.h"

void process_cpu_notify(unsigned number)
{
	process_event_post(&process_cpus[number], PLATFORM_EVENT_PEER);
}
