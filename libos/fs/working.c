/* SPDX-License-Identifier: ISC */
/*
 * The working directory and the root of all walks (path.h).
 * Lock: working_lock; nothing is taken under it.
 */
#include "fs/path.h"

static struct lock working_lock;
static struct entry *current, *root;

static struct entry *get(struct entry **place)
{
	lock_acquire(&working_lock);
	struct entry *entry = entry_get(*place);
	lock_release(&working_lock);
	return entry;
}

struct entry *directory_current(void)
{
	return get(&current);
}

struct entry *directory_root(void)
{
	return get(&root);
}

/* The entry that was there; NULL: none. */
static struct entry *replace(struct entry **place, struct entry *entry)
{
	lock_acquire(&working_lock);
	struct entry *before = *place;
	*place = entry_get(entry);
	lock_release(&working_lock);
	return before;
}

static void set(struct entry **place, struct entry *entry)
{
	struct entry *before = entry ? replace(place, entry) : NULL;

	if (before)
		entry_put(before);
}

void directory_set(struct entry *new_current, struct entry *new_root)
{
	set(&root, new_root);
	set(&current, new_current);
}
