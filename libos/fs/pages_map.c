/* SPDX-License-Identifier: ISC */
/*
 * Mappings of files in memory: what a mapping (mem/mapping.h) does with a file's pages.
 * Linked with each kind of file that has pages and can be mapped.
 */
#include "fs/pages.h"
#include "mem/mapping.h"

LINKS(mmap_file);

#pragma weak mapping_unshow
extern struct lock space_lock WEAK; /* mem/space.c, where anything is mapped */

static int find(void *object, uint64_t offset, bool write, struct pages_run *run)
{
	lock_acquire(&pages_lock);
	int result = pages_find(object, offset, write, run);
	lock_release(&pages_lock);
	return result;
}

static bool resident(void *object, uint64_t offset)
{
	lock_acquire(&pages_lock);
	bool there = pages_there(object, offset);
	lock_release(&pages_lock);
	return there;
}

static void count(struct pages *pages, const struct mapping *mapping, unsigned change)
{
	lock_acquire(&pages_lock);
	pages->mappings += change;
	if (!mapping->shared)
		pages->mappings_private += change;
	else if (mapping->allowed & PLATFORM_WRITE)
		pages->mappings_written += change;
	lock_release(&pages_lock);
}

static void again(struct mapping *mapping)
{
	count(mapping->object, mapping, 1);
}

static void end(struct mapping *mapping)
{
	struct pages *pages = mapping->object;

	count(pages, mapping, -1u);
	if (!pages->mappings_private)
		pages_unpin(pages);
}

static const struct mapping_operations operations = {
        .find = find, .resident = resident, .again = again, .end = end};

int pages_map(struct pages *pages, struct mapping *mapping)
{
	int result = pages_bring_in(pages);

	if (result)
		return result;
	mapping->operations = &operations;
	mapping->object = pages;
	count(pages, mapping, 1);
	return 0;
}

void pages_unmap(struct pages *pages, uint64_t first, uint64_t end, bool copies)
{
	lock_acquire(&space_lock);
	mapping_unshow(pages, first, end, copies);
	lock_release(&space_lock);
}
