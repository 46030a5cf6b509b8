/* SPDX-License-Identifier: ISC */
/*
 * mmap(2), anonymous mappings. What differs: W^X, so writable and executable together is
 * -EACCES. Without an address a mapping goes to the highest hole, below a random gap.
 * MAP_GROWSDOWN, MAP_STACK, MAP_LOCKED and MAP_POPULATE ask for nothing that isn't so
 * already.
 */
#include "fs/file.h"
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

static int check(uintptr_t address, size_t length, unsigned long protection,
                 unsigned long flags)
{
	unsigned long type = flags & MAP_TYPE;

	if (!length ||
	    (type != MAP_PRIVATE && type != MAP_SHARED && type != MAP_SHARED_VALIDATE))
		return -EINVAL;
	if (flags & MAP_HUGETLB)
		return -EINVAL;
	if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) && !page_aligned(address))
		return -EINVAL;
	if (!page_round(length) || (flags & MAP_32BIT))
		return -ENOMEM;
	if ((protection & PROT_WRITE) && (protection & PROT_EXEC))
		return -EACCES;
	return 0;
}

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
		if (!space_contains(address, length) || space_is_fixed(address, length))
			return -ENOMEM;
		if ((flags & MAP_FIXED_NOREPLACE) && !space_is_free(address, length))
			return -EEXIST;
		return (long)address;
	}
	address = page_round(address);
	if (address && space_contains(address, length) && space_is_free(address, length))
		return (long)address;
	address = vma_place(&space, length);
	return address ? (long)address : -ENOMEM;
}

static long map(uintptr_t address, size_t length, unsigned protection,
                unsigned long flags)
{
	int result = space_begin();
	if (result)
		return result;
	long start = place(address, length, flags);
	if (start < 0)
		return start;
	result = space_map((uintptr_t)start, length, protection,
	                   (flags & MAP_NORESERVE ? VMA_NORESERVE : 0) |
	                           ((flags & MAP_TYPE) != MAP_PRIVATE ? VMA_SHARED : 0));
	return result ? result : start;
}

long sys_mmap(uintptr_t address, size_t length, unsigned long protection,
              unsigned long flags, int file, long offset)
{
	long result = check(address, length, protection, flags);

	if (result)
		return result;
	enter();
	if (flags & MAP_ANONYMOUS) {
		lock_acquire(&space_lock);
		result = map(address, page_round(length),
		             (unsigned)protection & (PROT_READ | PROT_WRITE | PROT_EXEC),
		             flags);
		lock_release(&space_lock);
	} else {
		result = check_file(file);
	}
	return leave(result);
}
