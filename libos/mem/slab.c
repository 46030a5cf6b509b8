/* SPDX-License-Identifier: ISC */
/*
 * Slabs (memory.h): objects of one size, in a list while they are free. Pages that became
 * objects stay objects.
 * Lock: the owner's.
 */
#include "memory.h"

static int refill(struct slab *slab)
{
	char *piece = memory_map(SLAB_PIECE);

	if (!piece)
		return -ENOMEM;
	for (size_t i = 0; i + slab->size <= SLAB_PIECE; i += slab->size)
		slab_give(slab, piece + i);
	return 0;
}

int slab_reserve(struct slab *slab, unsigned count)
{
	int result = 0;

	while (slab->available < count && !result)
		result = refill(slab);
	return result;
}

void *slab_take(struct slab *slab)
{
	void *object = slab->free;

	if (!object)
		panic("slab: taken without being reserved");
	slab->free = *(void **)object;
	slab->available--;
	return object;
}

void slab_give(struct slab *slab, void *object)
{
	*(void **)object = slab->free;
	slab->free = object;
	slab->available++;
}
