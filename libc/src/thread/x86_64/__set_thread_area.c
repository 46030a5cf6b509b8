/* SPDX-License-Identifier: ISC */
/*
 * Set the thread pointer, FS base on this architecture. Called at start and by
 * __init_tp(); compiled without stack protector, whose guard it makes reachable.
 */
#include "pthread_impl.h"

#define ARCH_SET_FS 0x1002

int __set_thread_area(void *pointer)
{
	return __syscall(SYS_arch_prctl, ARCH_SET_FS, pointer);
}
