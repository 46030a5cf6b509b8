/* SPDX-License-Identifier: ISC */
/*
 * The heap (heap.h): a slab for each size class up to a quarter of a page, two classes to
 * a power of two; whole pages above.
 * Lock: heap_lock; memory_lock may be taken under it.
 */
#include "mem/heap.h"
#include "mem/memory.h"
#include "sched/lock.h"

#define CLASSES 11
static const uint16_t class_size[CLASSES] = {32,  48,  64,  96,  128, 192,
                                             256, 384, 512, 768, 1024};
static struct slab slabs[CLASSES];
static struct lock heap_lock;

/* The class of a size; CLASSES: pages. */
static unsigned class_of(size_t size)
{
	unsigned class = 0;

	while (class < CLASSES && class_size[class] < size)
		class ++;
	return class;
}

static void *take(unsigned class)
{
	struct slab *slab = &slabs[class];
	void *object = NULL;

	lock_acquire(&heap_lock);
	slab->size = class_size[class];
	if (!slab_reserve(slab, 1))
		object = slab_take(slab);
	lock_release(&heap_lock);
	return object ? memset(object, 0, class_size[class]) : NULL;
}

void *heap_allocate(size_t size)
{
	unsigned class = class_of(size);

	return class < CLASSES ? take(class) : memory_map(size);
}

void heap_free(void *object, size_t size)
{
	unsigned class = class_of(size);

	if (!object)
		return;
	if (class == CLASSES) {
		memory_unmap(object, size);
		return;
	}
	lock_acquire(&heap_lock);
	slab_give(&slabs[class], object);
	lock_release(&heap_lock);
}
