/* SPDX-License-Identifier: ISC */
/*
 * mmap(2), anonymous mappings. What differs: memory that is executable is -EACCES without
 * a note in the image (space_jit.c). Without an address a mapping goes to the highest
 * hole, below a random gap; there is none below 4 GiB for MAP_32BIT.
 */
#include "fs/file.h"
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

LINKS(memory_fault);
int space_limit_lock(uintptr_t start, size_t length) WEAK; /* as space_limit_allows */

/* A file can't be mapped yet: the error that Linux has for one of that kind. */
static int check_file(int number)
{
	struct file *file = file_get(number);

	if (!file)
		return -EBADF;
	file_put(file);
	return -ENODEV;
}

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
static long area_flags(unsigned long flags, unsigned protection)
{
	long area = (long)space_future;

	if ((flags & MAP_NORESERVE) && protection)
		area |= VMA_NORESERVE;
	if (flags & MAP_LOCKED)
		area |= VMA_LOCKED;
	switch (flags & MAP_TYPE) {
	case MAP_PRIVATE:
		return flags & MAP_GROWSDOWN ? area | VMA_GROWSDOWN : area;
	case MAP_SHARED:
		return flags & MAP_GROWSDOWN ? -EINVAL : area | VMA_SHARED;
	}
	return -EINVAL;
}

/* RLIMIT_MEMLOCK, where a program can set it. -EPERM, -EAGAIN. */
static int check_lock(uintptr_t start, size_t length, long area)
{
	if (!(area & VMA_LOCKED) || !space_limit_allows)
		return 0;
	int result = space_limit_lock(start, length);
	return result == -ENOMEM ? -EAGAIN : result;
}

static long map(uintptr_t address, size_t length, unsigned protection,
                unsigned long flags)
{
	int result = space_begin();
	if (result)
		return result;
	if (space_is_full())
		return -ENOMEM;
	long start = place(address, length, flags), area = area_flags(flags, protection);
	if (start < 0 || area < 0)
		return start < 0 ? start : area;
	result = check_lock((uintptr_t)start, length, area);
	if (!result)
		result = space_may_execute(protection);
	if (!result)
		result = space_map((uintptr_t)start, length, protection, (unsigned)area);
	return result ? result : start;
}

/* Does the caller want its pages at once? Where that fails they come on touch. */
static bool populates(unsigned long flags)
{
	return (flags & MAP_LOCKED) || space_fills(space_future) ||
	       (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE;
}

static long map_anonymous(uintptr_t address, size_t length, unsigned long protection,
                          unsigned long flags)
{
	if (!length || (flags & MAP_HUGETLB))
		return -EINVAL;
	length = page_round(length);
	if (!length)
		return -ENOMEM;
	protection &= PROT_READ | PROT_WRITE | PROT_EXEC;
	lock_acquire(&space_lock);
	long result = map(address, length, (unsigned)protection, flags);
	lock_release(&space_lock);
	if (result >= 0 && populates(flags))
		space_populate((uintptr_t)result, length, (unsigned)protection);
	return result;
}

/* partial: files are -ENODEV, MAP_32BIT -ENOMEM, MAP_HUGETLB -EINVAL, executable memory
 * -EACCES without samara cc --jit */
long sys_mmap(uintptr_t address, size_t length, unsigned long protection,
              unsigned long flags, int file, long offset)
{
	long result;

	if (!page_aligned((uintptr_t)offset))
		return -EINVAL;
	enter();
	if (flags & MAP_ANONYMOUS)
		result = map_anonymous(address, length, protection, flags);
	else
		result = check_file(file);
	return leave(result);
}
