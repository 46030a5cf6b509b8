/* SPDX-License-Identifier: ISC */
/*
 * mlock(2), mlock2(2), munlock(2), mlockall(2), munlockall(2). There is no swap, so a
 * lock brings pages in, lets them not be given back by madvise(2), and nothing else.
 * Root may lock as much as it wants, others up to RLIMIT_MEMLOCK.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

/* The pages that the range touches; -EINVAL on overflow. */
static int whole_pages(uintptr_t *start, size_t *length)
{
	size_t offset = *start % PLATFORM_PAGE;

	*start -= offset;
	*length = page_round(*length + offset);
	return *start + *length < *start ? -EINVAL : 0;
}

#define LOCK_FLAGS (VMA_LOCKED | VMA_ONFAULT)

static int set_flags(uintptr_t start, size_t length, unsigned flags)
{
	int result = -ENOMEM;

	lock_acquire(&space_lock);
	int allowed = flags ? space_limit_lock(start, length) : 0;
	if (allowed)
		result = allowed;
	else if (space_is_image(start))
		result = space_is_covered(start, length) ? 0 : -ENOMEM;
	else if (!space_begin())
		result = space_set_flags(start, length, LOCK_FLAGS, flags);
	lock_release(&space_lock);
	return result;
}

/* The errors are Linux's: the wrong way round. */
static int fill(uintptr_t start, size_t length)
{
	int result = space_populate(start, length,
	                            PLATFORM_READ | PLATFORM_WRITE | PLATFORM_EXECUTE);

	if (!result)
		return 0;
	return result == -EFAULT ? -ENOMEM : -EAGAIN;
}

/* full */
long sys_mlock2(uintptr_t start, size_t length, int flags)
{
	if ((flags & ~MLOCK_ONFAULT) || whole_pages(&start, &length))
		return -EINVAL;
	if (!length)
		return 0;
	enter();
	int result =
	        set_flags(start, length, flags & MLOCK_ONFAULT ? LOCK_FLAGS : VMA_LOCKED);
	if (!result && !(flags & MLOCK_ONFAULT))
		result = fill(start, length);
	return leave(result);
}

/* full */
long sys_mlock(uintptr_t start, size_t length)
{
	return sys_mlock2(start, length, 0);
}

/* full */
long sys_munlock(uintptr_t start, size_t length)
{
	if (whole_pages(&start, &length))
		return -EINVAL;
	if (!length)
		return 0;
	enter();
	return leave(set_flags(start, length, 0));
}

/* From the area at `at` on, the next that is the program's; false: no more. */
static bool next_area(uintptr_t at, uintptr_t *start, uintptr_t *end)
{
	struct vma *vma = vma_find(&space, at);

	while (vma && (vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED)
		vma = vma_next(vma);
	if (vma) {
		*start = vma->start;
		*end = vma->end;
	}
	return vma;
}

static int set_flags_of_all(unsigned flags)
{
	uintptr_t start, end = 0;
	int result = space_begin();

	while (!result && next_area(end, &start, &end))
		result = space_set_flags(start, end - start, LOCK_FLAGS, flags);
	return result;
}

/* The main stack isn't touched as a whole, as on Linux, where it is as large as it was
 * used. */
static void populate_all(void)
{
	uintptr_t start, end = 0;

	for (;;) {
		lock_acquire(&space_lock);
		bool more = next_area(end, &start, &end);
		lock_release(&space_lock);
		if (!more)
			return;
		if (start < main_stack.low || start >= main_stack.high)
			space_populate(start, end - start,
			               PLATFORM_READ | PLATFORM_WRITE | PLATFORM_EXECUTE);
	}
}

/* full */
long sys_mlockall(int flags)
{
	unsigned wanted = flags & MCL_ONFAULT ? LOCK_FLAGS : VMA_LOCKED;

	if (!flags || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) ||
	    flags == MCL_ONFAULT)
		return -EINVAL;
	enter();
	lock_acquire(&space_lock);
	int result = space_limit_lock_all(flags & MCL_CURRENT);
	if (!result) {
		space_future = flags & MCL_FUTURE ? wanted : 0;
		result = flags & MCL_CURRENT ? set_flags_of_all(wanted) : 0;
	}
	lock_release(&space_lock);
	if (!result && (flags & MCL_CURRENT) && !(flags & MCL_ONFAULT))
		populate_all();
	return leave(result);
}

/* full */
long sys_munlockall(void)
{
	enter();
	lock_acquire(&space_lock);
	space_future = 0;
	int result = set_flags_of_all(0);
	lock_release(&space_lock);
	return leave(result);
}
