/* SPDX-License-Identifier: ISC */
/*
 * mprotect(2). What differs: W^X. Writable and executable together is -EACCES, and so is
 * executable for what has been writable. Parts of the image that were sealed are -EACCES
 * too.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>
#include <samara/image.h>

/* Pages of the image aren't in the store. */
static int protect_image(uintptr_t start, size_t length, unsigned protection)
{
	int result = platform_memory_protect(0, (void *)start, length, protection);

	return result == -EPERM ? -EACCES : result;
}

static int protect(uintptr_t start, size_t length, unsigned protection)
{
	uintptr_t image = platform_information.image_base + IMAGE_BASE;
	int result = space_begin();

	if (result)
		return result;
	if (start >= image && start < platform_information.image_end)
		return protect_image(start, length, protection);
	if (!space_contains(start, length) || !space_is_covered(start, length))
		return -ENOMEM;
	return space_protect(start, length, protection);
}

long sys_mprotect(uintptr_t start, size_t length, unsigned long protection)
{
	if (!page_aligned(start) || (protection & ~7ul & ~(unsigned long)PROT_SEM))
		return -EINVAL;
	if (length && !page_round(length))
		return -ENOMEM;
	if ((protection & PROT_WRITE) && (protection & PROT_EXEC))
		return -EACCES;
	if (!length)
		return 0;
	enter();
	lock_acquire(&space_lock);
	int result = protect(start, page_round(length), protection & 7);
	lock_release(&space_lock);
	return leave(result);
}
