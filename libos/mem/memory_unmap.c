/* SPDX-License-Identifier: ISC */
/*
 * Giving back the libos's own memory. The pages go back to the platform at once; the
 * places wait in a list for each size to be used again, with nodes outside of them, which
 * are kept.
 * Lock: memory_lock, for the lists too.
 */
#include "memory.h"
#include "sched/lock.h"

#define CLASSES 24 /* the largest is larger than the region */

struct vacancy {
	struct vacancy *next;
	void *place;
};
static struct vacancy *vacancies[CLASSES], *spare;

/* A page of nodes, from the pages that have just been given back. */
static void refill(void)
{
	const unsigned count = PLATFORM_PAGE / sizeof(struct vacancy);
	struct vacancy *page = memory_map(PLATFORM_PAGE);

	lock_acquire(&memory_lock);
	for (unsigned i = 0; page && i < count; i++) {
		page[i].next = spare;
		spare = &page[i];
	}
	lock_release(&memory_lock);
}

static void move(struct vacancy **from, struct vacancy **to, void *place)
{
	struct vacancy *vacancy = *from;

	*from = vacancy->next;
	*vacancy = (struct vacancy){*to, place};
	*to = vacancy;
}

void memory_unmap(void *address, size_t size)
{
	size = (size + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
	lock_acquire(&memory_lock);
	/* it can't fail where it was mapped as a whole; else the pages stay in use */
	int result = platform_memory_unmap(0, address, size);
	if (!result)
		memory_forget(size);
	bool empty = !spare;
	lock_release(&memory_lock);
	if (empty)
		refill();
	lock_acquire(&memory_lock);
	if (!result && spare) /* without a node the place is lost, but no memory */
		move(&spare, &vacancies[memory_class(size)], address);
	lock_release(&memory_lock);
}

void *memory_reuse(unsigned class)
{
	struct vacancy *vacancy = vacancies[class];

	if (!vacancy)
		return NULL;
	void *place = vacancy->place;
	move(&vacancies[class], &spare, NULL);
	return place;
}
