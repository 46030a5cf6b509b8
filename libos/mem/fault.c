/* SPDX-License-Identifier: ISC */
/*
 * Page faults that the mappings explain (memory.h). A file's page comes to be there
 * (mapping.c). A page of memory that is writable and
 * executable (jit=fault) is one of the two at any time, and becomes the other on a fault.
 * An area with MAP_GROWSDOWN grows down to an access below it, as Linux lets it: up to
 * the stack's limit, not near to what lies below.
 * Lock: space_lock, so no memory of the program may be touched with it held.
 */
#include "identity/limit.h"
#include "mem/mapping.h"
#include "sched/cpu.h"
#include "space.h"

/* One instruction that needs a page in both ways goes on forever: it gets so many tries.
 */
#define TRIES 16

static struct {
	uintptr_t pc, page;
	unsigned count;
} last;

static bool tries_again(uintptr_t pc, uintptr_t page)
{
	if (last.pc != pc || last.page != page)
		last.count = 0;
	last.pc = pc;
	last.page = page;
	return ++last.count < TRIES;
}

static bool flip(const struct vma *vma, uintptr_t page,
                 const struct platform_frame *frame)
{
	unsigned wanted = frame->error & PLATFORM_ERROR_EXECUTE ? PLATFORM_EXECUTE
	                  : frame->error & PLATFORM_ERROR_WRITE ? PLATFORM_WRITE
	                                                        : 0;
	unsigned other = (PLATFORM_WRITE | PLATFORM_EXECUTE) & ~wanted;

	return wanted && space_flips(vma->protection) && tries_again(frame->rip, page) &&
	       !platform_memory_protect(0, (void *)page, PLATFORM_PAGE,
	                                vma->protection & ~other);
}

static bool grow(struct vma *vma, uintptr_t page)
{
	const struct vma *below = vma_previous(vma);

	if (!(vma->flags & VMA_GROWSDOWN) || (vma->flags & VMA_FIXED) ||
	    vma->end - page > limit_get(RLIMIT_STACK))
		return false;
	if (below && below->protection && !(below->flags & VMA_GROWSDOWN) &&
	    page - below->end < GROWTH_GAP)
		return false;
	return !space_is_full() &&
	       !space_map(page, vma->start - page, vma->protection, vma->flags);
}

/* Within the area. */
static bool bring(struct vma *vma, uintptr_t page, const struct platform_frame *frame)
{
	if (vma->mapping)
		return mapping_fault(vma, page, (unsigned)frame->error);
	return flip(vma, page, frame);
}

bool memory_fault(const struct platform_frame *frame)
{
	uintptr_t page = page_start(frame->address);

	percpu_enter();
	lock_acquire(&space_lock);
	struct vma *vma = vma_find(&space, page);
	bool done =
	        vma && (vma->start > page ? grow(vma, page) : bring(vma, page, frame));
	lock_release(&space_lock);
	percpu_leave();
	return done;
}
