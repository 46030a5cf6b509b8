/* SPDX-License-Identifier: ISC */
/*
 * mprotect(2), pkey_mprotect(2), pkey_alloc(2), pkey_free(2), as on a processor without
 * protection keys. What differs: making memory executable is -EACCES without a note in
 * the image (space_jit.c), and so is changing parts of the image that were sealed.
 */
#include "sched/cpu.h"
#include "space.h"
#include "syscalls.h"
#include <linux/mman.h>

/* Pages of the image aren't in the store; behind it is a hole. */
static int protect_image(uintptr_t start, size_t length, unsigned protection)
{
	size_t rest = platform_information.image_end - start;
	int result = space_flips(protection) ? -EACCES : 0;

	if (!result)
		result = platform_memory_protect(
		        0, (void *)start, length < rest ? length : rest, protection);
	if (!result && length > rest)
		result = -ENOMEM;
	return result == -EPERM ? -EACCES : result;
}

/* With PROT_GROWSDOWN from the start of the area on. No area grows upwards. */
static int begin(uintptr_t *start, size_t *length, unsigned long protection)
{
	uintptr_t end = *start + *length;
	struct vma *vma = vma_find(&space, *start);

	if (!(protection & (PROT_GROWSDOWN | PROT_GROWSUP)))
		return 0;
	if (!vma || vma->start >= end)
		return -ENOMEM;
	if ((protection & PROT_GROWSUP) && vma->start > *start)
		return -ENOMEM;
	if ((protection & PROT_GROWSUP) || !(vma->flags & VMA_GROWSDOWN))
		return -EINVAL;
	*start = vma->start;
	*length = end - vma->start;
	return 0;
}

static int protect(uintptr_t start, size_t length, unsigned long protection)
{
	unsigned bits = protection & (PROT_READ | PROT_WRITE | PROT_EXEC);
	int result = space_begin();

	if (result)
		return result;
	if (space_is_image(start))
		return protect_image(start, length, bits);
	result = begin(&start, &length, protection);
	return result ? result : space_protect(start, length, bits);
}

/* full */
long sys_pkey_mprotect(uintptr_t start, size_t length, unsigned long protection, int key)
{
	const unsigned long grows = PROT_GROWSDOWN | PROT_GROWSUP;

	if ((protection & grows) == grows || !page_aligned(start))
		return -EINVAL;
	if (!length)
		return 0;
	length = page_round(length);
	if (start + length <= start)
		return -ENOMEM;
	if (protection & ~grows & ~7ul & ~(unsigned long)PROT_SEM)
		return -EINVAL;
	if (key != -1)
		return -EINVAL; /* none is allocated */
	enter();
	lock_acquire(&space_lock);
	int result = protect(start, length, protection);
	lock_release(&space_lock);
	return leave(result);
}

/* partial: executable memory is -EACCES without samara cc --jit */
long sys_mprotect(uintptr_t start, size_t length, unsigned long protection)
{
	return sys_pkey_mprotect(start, length, protection, -1);
}

/* full */
long sys_pkey_alloc(unsigned long flags, unsigned long rights)
{
	if (flags || (rights & ~(unsigned long)PKEY_ACCESS_MASK))
		return -EINVAL;
	return -ENOSPC;
}

/* full */
long sys_pkey_free(int key)
{
	return -EINVAL;
}
