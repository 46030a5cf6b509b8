/* SPDX-License-Identifier: ISC */
/*
 * madvise(2). DONTNEED, FREE and REMOVE give pages back at once, the POPULATEs touch
 * them; other advice changes nothing here, and has Linux's errors.
 */
#include "fs/file.h"
#include "mem/mapping.h"
#include "space.h"
#include "space_call.h"
#include "syscalls.h"
#include <linux/falloc.h>
#include <linux/mman.h>

static bool known(int advice)
{
	return (advice >= MADV_NORMAL && advice <= MADV_DONTNEED) ||
	       (advice >= MADV_FREE && advice <= MADV_DONTNEED_LOCKED);
}

/* May that area get that advice? */
static int check(const struct vma *vma, int advice)
{
	bool locked = vma->flags & VMA_LOCKED, shared = vma->flags & VMA_SHARED;
	bool file = vma->mapping;

	switch (advice) {
	case MADV_DONTNEED:
	case MADV_COLD:
	case MADV_PAGEOUT:
		return locked ? -EINVAL : 0;
	case MADV_FREE:
		return locked || shared || file ? -EINVAL : 0;
	case MADV_REMOVE:
		if (locked || !(shared || file))
			return -EINVAL;
		return shared && (!file || vma->mapping->allowed & PLATFORM_WRITE)
		               ? 0
		               : -EACCES;
	case MADV_WIPEONFORK:
		return shared || file ? -EINVAL : 0;
	}
	return 0;
}

/* Does it give pages back? Those of a shared mapping stay with the object that is mapped,
 * which only REMOVE punches holes into. */
static bool discards(const struct vma *vma, int advice)
{
	if (!(vma->flags & VMA_MAPPED))
		return false;
	if (vma->flags & VMA_SHARED)
		return advice == MADV_REMOVE && !vma->mapping;
	return advice == MADV_DONTNEED || advice == MADV_DONTNEED_LOCKED ||
	       advice == MADV_FREE;
}

static int advise_area(struct vma *vma, uintptr_t start, uintptr_t end, int advice)
{
	int result = check(vma, advice);

	if (result || !discards(vma, advice))
		return result;
	if (mapping_is_paged(vma))
		return mapping_discard(vma, start, end);
	return platform_memory_discard(0, (void *)start, end - start);
}

/* A hole in a file, which may sleep: the lock is given up for it. */
static int punch(const struct vma *vma, uintptr_t start, uintptr_t end)
{
	struct file *file = mapping_file(vma->mapping);
	uint64_t offset = vma->offset + (start - vma->start);
	int result = -EOPNOTSUPP;

	lock_release(&space_lock);
	if (file->operations->allocate)
		result = file->operations->allocate(
		        file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset,
		        end - start);
	file_put(file);
	lock_acquire(&space_lock);
	return result;
}

/* Area by area up to the first error; holes are told at the end. */
static int advise(uintptr_t start, uintptr_t end, int advice)
{
	int result = space_begin(), holes = 0;

	if (space_is_image(start)) /* its contents don't come back, so they stay */
		return end <= platform_information.image_end ? 0 : -ENOMEM;
	while (start < end && !result) {
		struct vma *vma = vma_find(&space, start);
		uintptr_t next = vma && vma->end < end ? vma->end : end;
		if (!vma || vma->start > start)
			holes = -ENOMEM;
		if (vma && vma->start < end) {
			if (start < vma->start)
				start = vma->start;
			result = advise_area(vma, start, next, advice);
			if (!result && advice == MADV_REMOVE && vma->mapping)
				result = punch(vma, start, next);
		}
		start = next;
	}
	return result ? result : holes;
}

/* An area that doesn't allow the access is -EINVAL, not -EFAULT. */
static int populate(uintptr_t start, size_t length, int advice)
{
	unsigned protection = advice == MADV_POPULATE_WRITE
	                              ? PLATFORM_WRITE
	                              : PLATFORM_READ | PLATFORM_EXECUTE;
	int result = space_populate(start, length, protection);

	return result == -EFAULT ? -EINVAL : result;
}

struct request {
	uintptr_t start, end;
	int advice;
};

static long advise_call(void *argument)
{
	const struct request *request = argument;
	uintptr_t start = request->start, end = request->end;
	int advice = request->advice;

	if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE)
		return populate(start, end - start, advice);
	lock_acquire(&space_lock);
	int result = advise(start, end, advice);
	lock_release(&space_lock);
	space_settle();
	return result;
}

/* full */
long sys_madvise(uintptr_t start, size_t length, int advice)
{
	uintptr_t end = start + page_round(length);

	if (!known(advice) || !page_aligned(start) || (length && !page_round(length)) ||
	    end < start)
		return -EINVAL;
	if (end == start)
		return 0;
	struct request request = {start, end, advice};
	return space_call(advise_call, &request);
}
