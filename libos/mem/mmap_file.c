/* SPDX-License-Identifier: ISC */
/*
 * mmap(2) of files (mapping.h). The checks come in Linux's order: the place, the flags,
 * what the file was opened for, its kind. A file's pages are never executable: -EACCES.
 * Within call_blocking().
 */
#include "mem/heap.h"
#include "mem/mapping.h"
#include "mmap.h"
#include "space_call.h"
#include <linux/mman.h>

LINKS(mapping_fault);

/* Flags that mean something to somebody, or did once: MAP_SHARED_VALIDATE refuses others.
 */
#define KNOWN                                                                          \
	(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE |       \
	 MAP_GROWSDOWN | MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK |    \
	 MAP_STACK | MAP_HUGETLB | MAP_32BIT | 0x80 /* MAP_ABOVE4G */ | MAP_HUGE_2MB | \
	 MAP_HUGE_1GB)

static bool reads(const struct file *file)
{
	return (file->flags & O_ACCMODE) != O_WRONLY;
}

static bool writes(const struct file *file)
{
	return (file->flags & O_ACCMODE) != O_RDONLY;
}

static int check_file(const struct mmap_request *request, const struct file *file)
{
	unsigned long type = request->flags & MAP_TYPE;

	if (type == MAP_SHARED_VALIDATE && (request->flags & ~KNOWN))
		return -EOPNOTSUPP;
	if (type != MAP_PRIVATE && type != MAP_SHARED && type != MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (type != MAP_PRIVATE && (request->protection & PROT_WRITE) && !writes(file))
		return -EACCES;
	if (!reads(file))
		return -EACCES;
	if (!file->operations->map)
		return -ENODEV;
	if (request->flags & MAP_GROWSDOWN)
		return -EINVAL;
	return request->protection & PROT_EXEC ? -EACCES : 0;
}

static struct mapping *make(const struct mmap_request *request, struct file *file)
{
	struct mapping *mapping = heap_allocate(sizeof *mapping);

	if (!mapping)
		return NULL;
	*mapping = (struct mapping){
	        .file = file,
	        .offset = request->offset,
	        .length = request->length,
	        .protection = (unsigned)request->protection,
	        .shared = (request->flags & MAP_TYPE) != MAP_PRIVATE,
	        .allowed = PLATFORM_READ | PLATFORM_WRITE,
	};
	if (mapping->shared && !writes(file))
		mapping->allowed = PLATFORM_READ;
	return mapping;
}

/* Let the area be there; the place was found out before, but much may have happened
 * since.
 */
static long install(const struct mmap_request *request, struct mapping *mapping)
{
	lock_acquire(&space_lock);
	long start = mmap_prepare(request);
	int result =
	        start < 0 ? (int)start : mmap_area(request, (uintptr_t)start, mapping);
	lock_release(&space_lock);
	space_settle();
	if (result) {
		mapping_end(mapping);
		return result;
	}
	mmap_populate(request, (uintptr_t)start);
	return start;
}

/* Takes the file's reference over. */
static long map(struct mmap_request *request, struct file *file)
{
	struct mapping *mapping = make(request, file);

	if (!mapping) {
		file_put(file);
		return -ENOMEM;
	}
	int result = file->operations->map(file, mapping);
	if (!result && mapping->operations)
		return install(request, mapping);
	mapping->operations = NULL;
	mapping_end(mapping);
	if (result)
		return result;
	if ((request->flags & MAP_TYPE) == MAP_SHARED_VALIDATE)
		request->flags ^= MAP_SHARED_VALIDATE ^ MAP_SHARED;
	return mmap_anonymous(request);
}

/* Where it would go, as far as can be said now. */
static long check_place(const struct mmap_request *request)
{
	if (request->offset + request->length < request->offset)
		return -EOVERFLOW;
	lock_acquire(&space_lock);
	long start = mmap_prepare(request);
	lock_release(&space_lock);
	if (start >= 0 && request->offset + request->length > INT64_MAX)
		return -EOVERFLOW;
	return start < 0 ? start : 0;
}

long mmap_file(void *argument)
{
	struct mmap_request *request = argument;
	struct file *file = file_get(request->number);
	long result = 0;

	if (!file)
		return -EBADF;
	if (file->flags & O_PATH)
		result = -EBADF;
	else if ((request->flags & MAP_HUGETLB) || !request->length)
		result = -EINVAL;
	request->length = page_round(request->length);
	if (!result && !request->length)
		result = -ENOMEM;
	if (!result)
		result = check_place(request);
	if (!result)
		result = check_file(request, file);
	if (!result)
		return map(request, file);
	file_put(file);
	return result;
}
