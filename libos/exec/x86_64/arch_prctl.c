/* SPDX-License-Identifier: ISC */
/*
 * arch_prctl(2): the thread pointer.
 */
#include "sched/thread.h"
#include "syscalls.h"
#include <asm/prctl.h>

long sys_arch_prctl(int code, unsigned long address)
{
	if (code != ARCH_SET_FS)
		return -EINVAL;
	if (address >> 47)
		return -EPERM;
	thread_this()->fs = address;
	platform_thread_pointer_set(address);
	return 0;
}
