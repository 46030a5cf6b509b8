/* SPDX-License-Identifier: ISC */
/* platform_thread_pointer_set: by the instruction where the host allows it. */
#include "process.h"
#include <asm/hwcap2.h>
#include <asm/prctl.h>

void process_thread_pointer_set(uintptr_t value)
{
	if (process_host.hwcap2 & HWCAP2_FSGSBASE)
		__asm__ volatile("wrfsbase %0" : : "r"(value) : "memory");
	else
		linux_call2(__NR_arch_prctl, ARCH_SET_FS, (long)value);
}
