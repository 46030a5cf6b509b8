/* SPDX-License-Identifier: ISC */
/* platform_cpu_pointer_set: by the instruction where the host allows it. A new CPU takes
 * no upcall before this, because the libos couldn't tell whose it is. */
#include "process.h"
#include <asm/hwcap2.h>
#include <asm/prctl.h>

/* cpu_start.c, where it is linked */
extern __typeof__(process_cpu_ready) process_cpu_ready __attribute__((weak));

void process_cpu_pointer_set(uintptr_t value)
{
	if (process_host.hwcap2 & HWCAP2_FSGSBASE)
		__asm__ volatile("wrgsbase %0" : : "r"(value) : "memory");
	else
		linux_call2(__NR_arch_prctl, ARCH_SET_GS, (long)value);
	if (process_cpu_ready)
		process_cpu_ready();
}
