/* SPDX-License-Identifier: ISC */
/*
 * msync(2): mappings of files whose kind has somewhere to write to are written; for
 * others there is nothing to do but the errors.
 */
#include "fs/file.h"
#include "mem/mapping.h"
#include "space.h"
#include "space_call.h"
#include "syscalls.h"
#include <linux/mman.h>

static bool has_locked(uintptr_t start, uintptr_t end)
{
	for (struct vma *vma = vma_find(&space, start); vma && vma->start < end;
	     vma = vma_next(vma))
		if (vma->flags & VMA_LOCKED)
			return true;
	return false;
}

struct request {
	uintptr_t start, end;
	int flags;
};

/* From request->start on, the next part of a shared mapping that can be written; NULL:
 * none. The file is held. */
static struct file *next_part(struct request *request, struct mapping *part)
{
	struct vma *vma = vma_find(&space, request->start);

	for (; vma && vma->start < request->end; vma = vma_next(vma)) {
		struct mapping *mapping = vma->mapping;
		if (!mapping || !mapping->shared || !mapping->operations->sync)
			continue;
		uintptr_t start =
		        vma->start > request->start ? vma->start : request->start;
		request->start = vma->end < request->end ? vma->end : request->end;
		*part = (struct mapping){.operations = mapping->operations,
		                         .object = mapping->object,
		                         .offset = vma->offset + (start - vma->start),
		                         .length = request->start - start};
		return mapping_file(mapping);
	}
	return NULL;
}

static int check(const struct request *request)
{
	int result = space_begin();

	if (!result && (request->flags & MS_INVALIDATE) &&
	    has_locked(request->start, request->end))
		result = -EBUSY;
	if (!result && !space_is_covered(request->start, request->end - request->start))
		result = -ENOMEM;
	return result;
}

static long sync_call(void *argument)
{
	struct request request = *(const struct request *)argument;
	struct mapping part;
	struct file *file;

	lock_acquire(&space_lock);
	int result = check(&request);
	while (!result && (request.flags & MS_SYNC) &&
	       (file = next_part(&request, &part))) {
		lock_release(&space_lock);
		result = part.operations->sync(part.object, part.offset, part.length);
		file_put(file);
		lock_acquire(&space_lock);
	}
	lock_release(&space_lock);
	return result;
}

/* full */
long sys_msync(uintptr_t start, size_t length, int flags)
{
	if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) || !page_aligned(start) ||
	    ((flags & MS_ASYNC) && (flags & MS_SYNC)))
		return -EINVAL;
	length = page_round(length);
	if (start + length < start)
		return -ENOMEM;
	if (!length)
		return 0;
	struct request request = {start, start + length, flags};
	return space_call(sync_call, &request);
}
