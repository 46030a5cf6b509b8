/* SPDX-License-Identifier: ISC */
/*
 * The program's address space as /proc tells it: the image's parts, from its headers, and
 * the areas of mem/space.h. What the libos has for itself isn't shown.
 * Lock: space_lock, where there is one.
 */
#include "fs/proc/proc.h"
#include "mem/heap.h"
#include "mem/space.h"
#include <elf.h>

/* Linked where a program maps memory; else there is the stack alone. */
extern __typeof__(space) space WEAK;
extern __typeof__(space_lock) space_lock WEAK;
struct vma *vma_find(const struct vma_store *store, uintptr_t address) WEAK;
void brk_range(uintptr_t *start, uintptr_t *end) WEAK; /* mem/brk.c */

#define PIECE 4096u /* pages asked about at once */

void proc_areas_hold(void)
{
	if (&space_lock)
		lock_acquire(&space_lock);
}

void proc_areas_release(void)
{
	if (&space_lock)
		lock_release(&space_lock);
}

/* ---- the image ---- */

static unsigned protection_of(const Elf64_Phdr *header)
{
	return (header->p_flags & PF_R ? PLATFORM_READ : 0) |
	       (header->p_flags & PF_W ? PLATFORM_WRITE : 0) |
	       (header->p_flags & PF_X ? PLATFORM_EXECUTE : 0);
}

/* The first part is the core's; in a VM the program can't reach it. What has relocations
 * and doesn't change after them is the first of those that can be written. */
static bool image_next(struct areas *areas)
{
	const struct platform_information *information = &platform_information;
	const Elf64_Phdr *headers = information->program_headers;
	unsigned n = areas->header;

	if (!n && information->vm)
		n++;
	while (n < information->program_header_count && headers[n].p_type != PT_LOAD)
		n++;
	areas->header = n + 1;
	if (n >= information->program_header_count)
		return false;
	uintptr_t start = information->image_base + headers[n].p_vaddr;
	areas->now = (struct area){.start = page_start(start),
	                           .end = page_round(start + headers[n].p_memsz),
	                           .protection = protection_of(&headers[n]),
	                           .offset = page_start(headers[n].p_offset),
	                           .image = true};
	if ((headers[n].p_flags & PF_W) && !(headers[n - 1].p_flags & PF_W))
		areas->now.protection = PLATFORM_READ;
	return true;
}

/* ---- the space ---- */

void proc_heap(uintptr_t *start, uintptr_t *end)
{
	*start = *end = 0;
	if (brk_range)
		brk_range(start, end);
}

static const char *name_of(uintptr_t start)
{
	uintptr_t heap_start, heap_end;

	if (start == main_stack.low)
		return "[stack]";
	proc_heap(&heap_start, &heap_end);
	return start >= heap_start && start < heap_end ? "[heap]" : NULL;
}

static bool stack_only(struct areas *areas)
{
	if (areas->at > main_stack.low)
		return false;
	areas->at = main_stack.high;
	areas->now = (struct area){.start = main_stack.low,
	                           .end = main_stack.high,
	                           .protection = PLATFORM_READ | PLATFORM_WRITE,
	                           .flags = VMA_GROWSDOWN,
	                           .name = "[stack]"};
	return true;
}

static bool space_next(struct areas *areas)
{
	struct vma *vma;

	if (!vma_find || !space.root)
		return stack_only(areas);
	do {
		vma = vma_find(&space, areas->at);
		areas->at = vma ? vma->end : 0;
	} while (vma && (vma->flags & (VMA_FIXED | VMA_MAPPED)) == VMA_FIXED);
	if (!vma)
		return false;
	areas->now = (struct area){.start = vma->start,
	                           .end = vma->end,
	                           .protection = vma->protection,
	                           .flags = vma->flags,
	                           .mapping = vma->mapping,
	                           .offset = vma->mapping ? vma->offset : 0,
	                           .name = name_of(vma->start)};
	return true;
}

/* ---- both ---- */

bool area_next(struct areas *areas)
{
	bool image_first =
	        platform_information.image_base < platform_information.space_low;

	for (; areas->part < 2; areas->part++) {
		bool image = (areas->part == 0) == image_first;
		if (image ? image_next(areas) : space_next(areas))
			return true;
	}
	return false;
}

size_t proc_resident(const struct area *area)
{
	static uint8_t vector[PIECE]; /* under the lock */
	size_t count = 0;

	if (!area->image && !area->name && !(area->flags & VMA_MAPPED))
		return 0;
	for (uintptr_t at = area->start; at < area->end;) {
		size_t pages = (area->end - at) / PLATFORM_PAGE;
		if (pages > PIECE)
			pages = PIECE;
		if (platform_memory_resident(0, (void *)at, pages * PLATFORM_PAGE,
		                             vector))
			break;
		for (size_t i = 0; i < pages; i++)
			count += vector[i] & 1;
		at += pages * PLATFORM_PAGE;
	}
	return count * PLATFORM_PAGE;
}

void proc_memory(struct memory_sizes *sizes)
{
	struct areas areas = {0};

	*sizes = (struct memory_sizes){0};
	proc_areas_hold();
	while (area_next(&areas)) {
		const struct area *area = &areas.now;
		size_t size = area->end - area->start, resident = proc_resident(area);
		sizes->all += size;
		sizes->resident += resident;
		if (area->image && (area->protection & PLATFORM_EXECUTE))
			sizes->text += size;
		if (area->mapping ||
		    (area->image && !(area->protection & PLATFORM_WRITE)))
			sizes->file_resident += resident;
		if (area->flags & VMA_GROWSDOWN)
			sizes->stack += size;
		else if ((area->protection & PLATFORM_WRITE) &&
		         !(area->flags & VMA_SHARED))
			sizes->data += size;
		if (area->flags & VMA_LOCKED)
			sizes->locked += size;
	}
	proc_areas_release();
}
