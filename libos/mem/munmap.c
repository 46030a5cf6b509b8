/* SPDX-License-Identifier: ISC */
/*
 * munmap(2). The main stack and the libos's region stay: -EINVAL.
 */
#include "space.h"
#include "space_call.h"
#include "syscalls.h"

struct request {
	uintptr_t start;
	size_t length;
};

static int unmap(uintptr_t start, size_t length)
{
	int result = space_begin();

	if (result)
		return result;
	if (!space_contains(start, length) || space_is_fixed(start, length))
		return -EINVAL;
	return space_unmap(start, length);
}

static long unmap_call(void *argument)
{
	const struct request *request = argument;

	lock_acquire(&space_lock);
	int result = unmap(request->start, request->length);
	lock_release(&space_lock);
	space_settle();
	return result;
}

/* partial: the main stack stays: -EINVAL */
long sys_munmap(uintptr_t start, size_t length)
{
	if (!page_aligned(start) || !page_round(length))
		return -EINVAL;
	struct request request = {start, page_round(length)};
	return space_call(unmap_call, &request);
}
