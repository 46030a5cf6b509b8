/* SPDX-License-Identifier: ISC */
/*
 * Setting the calling thread's thread pointer, FS base: by arch_prctl(2), and by the C
 * library, which doesn't need more of that call.
 */
#include "identity/x86_64/thread_pointer.h"
#include "sched/thread.h"

long thread_pointer_set(uintptr_t address)
{
	if (address >= 1ul << 47) /* not the program's half */
		return -EPERM;
	enter();
	thread_this()->fs = address;
	platform_thread_pointer_set(address);
	return leave(0);
}
