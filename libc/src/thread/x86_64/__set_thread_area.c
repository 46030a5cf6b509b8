/* SPDX-License-Identifier: ISC */
/*
 * Set the thread pointer, FS base on this architecture. Called at start and by
 * __init_tp(); compiled without stack protector, whose guard it makes reachable.
 */
#include "pthread_impl.h"

hidden long thread_pointer_set(void *) __asm__("samara.thread_pointer_set");

int __set_thread_area(void *pointer)
{
	return thread_pointer_set(pointer);
}
