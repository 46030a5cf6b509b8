/* SPDX-License-Identifier: ISC */
/*
 * munmap(2). The main stack and the libos's region stay: -EINVAL.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"

static int unmap(uintptr_t start, size_t length)
{
	int result = space_begin();

	if (result)
		return result;
	if (!space_contains(start, length) || space_is_fixed(start, length))
		return -EINVAL;
	return space_unmap(start, length);
}

/* partial: the main stack stays: -EINVAL */
long sys_munmap(uintptr_t start, size_t length)
{
	if (!page_aligned(start) || !page_round(length))
		return -EINVAL;
	enter();
	lock_acquire(&space_lock);
	int result = unmap(start, page_round(length));
	lock_release(&space_lock);
	return leave(result);
}
