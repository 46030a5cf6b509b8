/* SPDX-License-Identifier: ISC */
/* platform_vector_size: as large as the host makes it in signal frames, which isn't what
 * CPUID says where a part of the state must be asked for (AMX). The first call sends a
 * signal to see one, unless an event has come already. */
#include "process.h"
#include <asm/signal.h>

size_t process_vector_size(void)
{
	if (!process_vector_bytes) {
		struct process_cpu *cpu = process_cpu();
		process_events_take();
		linux_call3(__NR_tgkill, process_host.process,
		            cpu->thread ? cpu->thread : process_host.process,
		            PROCESS_EVENT);
	}
	return process_vector_bytes;
}
