/* SPDX-License-Identifier: ISC */
/*
 * mmap(2), anonymous mappings; mmap_file.c has the others. What differs: memory that is
 * executable is -EACCES without a note in the image (space_jit.c). Without an address a
 * mapping goes to the highest hole, below a random gap; there is none below 4 GiB for
 * MAP_32BIT.
 */
#include "mmap.h"
#include "fs/file.h"
#include "mem/mapping.h"
#include "sched/cpu.h"
#include "space_call.h"
#include "syscalls.h"
#include <linux/mman.h>

LINKS(memory_fault);
int space_limit_lock(uintptr_t start, size_t length) WEAK; /* as space_limit_allows */

/* Where the mapping goes, or -errno. */
static long place(uintptr_t address, size_t length, unsigned long flags)
{
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (!space_contains(address, length))
			return -ENOMEM;
		if (!page_aligned(address))
			return -EINVAL;
		if ((flags & MAP_FIXED_NOREPLACE) && !space_is_free(address, length))
			return -EEXIST;
		return space_is_fixed(address, length) ? -ENOMEM : (long)address;
	}
	if (flags & MAP_32BIT)
		return -ENOMEM;
	address = page_start(address);
	if (address && space_contains(address, length) && space_is_free(address, length))
		return (long)address;
	address = vma_place(&space, length);
	return address ? (long)address : -ENOMEM;
}

/* The flags of the area, or -EINVAL. A mere reservation promises nothing anyway, and what
 * is used of it later counts. */
static long area_flags(const struct mmap_request *request, const struct mapping *mapping)
{
	unsigned long flags = request->flags;
	long area = (long)space_future;

	if ((flags & MAP_NORESERVE) && request->protection)
		area |= VMA_NORESERVE;
	if (flags & MAP_LOCKED)
		area |= VMA_LOCKED;
	switch (flags & MAP_TYPE) {
	case MAP_PRIVATE:
		return flags & MAP_GROWSDOWN ? area | VMA_GROWSDOWN : area;
	case MAP_SHARED:
		return flags & MAP_GROWSDOWN ? -EINVAL : area | VMA_SHARED;
	case MAP_SHARED_VALIDATE:
		return mapping ? area | VMA_SHARED : -EINVAL;
	}
	return -EINVAL;
}

/* RLIMIT_MEMLOCK, where a program can set it. -EPERM, -EAGAIN. */
static int check_lock(const struct mmap_request *request, uintptr_t start)
{
	bool locks = (request->flags & MAP_LOCKED) || (space_future & VMA_LOCKED);

	if (!locks || !space_limit_allows)
		return 0;
	int result = space_limit_lock(start, request->length);
	return result == -ENOMEM ? -EAGAIN : result;
}

long mmap_prepare(const struct mmap_request *request)
{
	int result = space_begin();
	if (result)
		return result;
	if (space_is_full())
		return -ENOMEM;
	long start = place(request->address, request->length, request->flags);
	if (start >= 0)
		result = check_lock(request, (uintptr_t)start);
	return result ? result : start;
}

int mmap_area(const struct mmap_request *request, uintptr_t start,
              struct mapping *mapping)
{
	long flags = area_flags(request, mapping);
	struct space_area area = {.protection = (unsigned)request->protection,
	                          .flags = (unsigned)flags,
	                          .mapping = mapping};

	if (flags < 0)
		return (int)flags;
	int result = space_may_execute(area.protection);
	if (result)
		return result;
	if (mapping) {
		area.flags |= VMA_TABLED;
		area.offset = mapping->offset;
	}
	return space_map_area(start, request->length, &area);
}

/* Does the caller want its pages at once? Where that fails they come on touch. */
static bool populates(unsigned long flags)
{
	return (flags & MAP_LOCKED) || space_fills(space_future) ||
	       (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
}

void mmap_populate(const struct mmap_request *request, uintptr_t start)
{
	if (populates(request->flags))
		space_populate(start, request->length, (unsigned)request->protection);
}

long mmap_anonymous(struct mmap_request *request)
{
	lock_acquire(&space_lock);
	long start = mmap_prepare(request);
	int result = start < 0 ? (int)start : mmap_area(request, (uintptr_t)start, NULL);
	lock_release(&space_lock);
	if (result)
		return result;
	mmap_populate(request, (uintptr_t)start);
	return start;
}

/* A file, in an image in which none can be mapped: the error that Linux has for one of
 * that kind. */
static long refuse_file(int number)
{
	struct file *file = file_get(number);

	if (!file)
		return -EBADF;
	file_put(file);
	return -ENODEV;
}

static long map(void *argument)
{
	struct mmap_request *request = argument;

	if (!(request->flags & MAP_ANONYMOUS))
		return mmap_file ? mmap_file(request) : refuse_file(request->number);
	if (!request->length || (request->flags & MAP_HUGETLB))
		return -EINVAL;
	request->length = page_round(request->length);
	return request->length ? mmap_anonymous(request) : -ENOMEM;
}

/* partial: MAP_32BIT is -ENOMEM, MAP_HUGETLB -EINVAL, executable memory -EACCES without
 * samara cc --jit, and a file's is always */
long sys_mmap(uintptr_t address, size_t length, unsigned long protection,
              unsigned long flags, int file, long offset)
{
	struct mmap_request request = {
	        address, length, protection & (PROT_READ | PROT_WRITE | PROT_EXEC),
	        flags,   file,   (uint64_t)offset};

	if (!page_aligned((uintptr_t)offset))
		return -EINVAL;
	return space_call(map, &request);
}
