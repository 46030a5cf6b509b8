/* SPDX-License-Identifier: ISC */
/*
 * Touching pages before the program does. A touch may fault and change mappings
 * (fault.c), so no lock is held during one; what another thread unmaps meanwhile is a
 * fault that is found out.
 */
#include "space.h"

/* Read or write a byte without changing it. x86_64/touch.S: 0 or -EFAULT. */
int touch(void *address, bool write);

/* The rest of the area at `start`; its protection is 0 where there is no access. */
struct piece {
	uintptr_t end;
	unsigned protection;
	bool promised;
};

/* -ENOMEM: a hole. */
static int piece_at(uintptr_t start, struct piece *piece)
{
	int result = -ENOMEM;

	lock_acquire(&space_lock);
	const struct vma *vma = vma_find(&space, start);
	if (vma && vma->start <= start) {
		bool fixed = vma->flags & VMA_FIXED;
		*piece = (struct piece){vma->end, fixed ? PLATFORM_READ : vma->protection,
		                        fixed || (vma->flags & VMA_PROMISED)};
		result = 0;
	}
	lock_release(&space_lock);
	return result;
}

/* What wasn't promised may not be there. */
static bool has_memory(const struct piece *piece)
{
	size_t memory = platform_information.memory;

	return piece->promised || memory == SIZE_MAX ||
	       platform_memory_free() > MEMORY_SLACK(memory);
}

static int touch_all(uintptr_t start, uintptr_t end, const struct piece *piece,
                     bool write)
{
	for (; start < end; start += PLATFORM_PAGE) {
		if (!has_memory(piece))
			return -ENOMEM;
		if (touch((void *)start, write))
			return -EFAULT;
	}
	return 0;
}

int space_populate(uintptr_t start, size_t length, unsigned protection)
{
	uintptr_t end = start + length;
	int result = 0;

	if (space_is_image(start))
		return 0; /* it is there since the start */
	while (start < end && !result) {
		struct piece piece;
		result = piece_at(start, &piece);
		if (result)
			break;
		if (piece.end > end)
			piece.end = end;
		if (!(piece.protection & protection))
			result = -EFAULT;
		else
			result =
			        touch_all(start, piece.end, &piece,
			                  piece.protection & protection & PLATFORM_WRITE);
		start = piece.end;
	}
	return result;
}
