/* SPDX-License-Identifier: ISC */
/*
 * Names of a tmpfs (tmpfs.h): the table that finds them, and directories, which are lists
 * in the order of making, so that a listing under way stays right when names come and go.
 * Lock: the file system's `names`, held by the caller.
 */
#include "mem/heap.h"
#include "time/clock.h"
#include "tmpfs.h"
#include <linux/fs.h>

#define TABLE_FIRST 64

/* ---- the table ---- */

typedef uint64_t word __attribute__((aligned(1), may_alias));

/* Up to 8 bytes as a number. */
static uint64_t word_of(const char *text, unsigned length)
{
	uint64_t rest = 0;

	if (length >= sizeof rest)
		return *(const word *)text;
	for (unsigned i = 0; i < length; i++)
		rest = rest << 8 | (uint8_t)text[i];
	return rest;
}

/* By multiplication, 8 bytes at a time, after the directory's address. */
static size_t hash(const struct entry *directory, const struct name *name)
{
	const uint64_t factor = 0x9e3779b97f4a7c15u; /* 2^64 by the golden ratio */
	uint64_t sum = (uintptr_t)directory >> 4 ^ name->length;

	for (unsigned i = 0; i < name->length; i += 8)
		sum = (sum >> 32 ^ sum ^ word_of(name->text + i, name->length - i)) *
		      factor;
	return sum ^ sum >> 29;
}

static bool same_text(const char *a, const char *b, unsigned length)
{
	for (; length >= sizeof(word); length -= (unsigned)sizeof(word)) {
		if (*(const word *)a != *(const word *)b)
			return false;
		a += sizeof(word);
		b += sizeof(word);
	}
	while (length && *a == *b)
		a++, b++, length--;
	return !length;
}

static struct tmpfs_entry **
list_of(const struct tmpfs *tmpfs, const struct entry *directory, const struct name *name)
{
	return &tmpfs->table[hash(directory, name) & (tmpfs->table_size - 1)];
}

static void table_add(struct tmpfs *tmpfs, struct tmpfs_entry *entry)
{
	const struct name name = {entry->entry.name, entry->entry.name_length};
	struct tmpfs_entry **list = list_of(tmpfs, entry->entry.parent, &name);

	entry->next_in_table = *list;
	*list = entry;
	tmpfs->count++;
}

static void table_remove(struct tmpfs *tmpfs, struct tmpfs_entry *entry)
{
	const struct name name = {entry->entry.name, entry->entry.name_length};
	struct tmpfs_entry **list = list_of(tmpfs, entry->entry.parent, &name);

	while (*list != entry)
		list = &(*list)->next_in_table;
	*list = entry->next_in_table;
	tmpfs->count--;
}

/* Twice as many lists; without memory for them the old ones get longer. */
static void table_grow(struct tmpfs *tmpfs)
{
	struct tmpfs_entry **old = tmpfs->table, *entry, *next;
	size_t old_size = tmpfs->table_size, size = old_size * 4;
	struct tmpfs_entry **table = heap_allocate(size * sizeof *table);

	if (!table)
		return;
	tmpfs->table = table;
	tmpfs->table_size = size;
	tmpfs->count = 0;
	for (size_t n = 0; n < old_size; n++)
		for (entry = old[n]; entry; entry = next) {
			next = entry->next_in_table;
			table_add(tmpfs, entry);
		}
	heap_free(old, old_size * sizeof *old);
}

static int table_make_room(struct tmpfs *tmpfs)
{
	if (!tmpfs->table) {
		tmpfs->table = heap_allocate(TABLE_FIRST * sizeof *tmpfs->table);
		if (!tmpfs->table)
			return -ENOSPC;
		tmpfs->table_size = TABLE_FIRST;
	} else if (tmpfs->count > 2 * tmpfs->table_size) {
		table_grow(tmpfs);
	}
	return 0;
}

static struct tmpfs_entry *find(const struct tmpfs *tmpfs, const struct entry *directory,
                                const struct name *name)
{
	struct tmpfs_entry *entry =
	        tmpfs->table ? *list_of(tmpfs, directory, name) : NULL;

	while (entry && (entry->entry.parent != directory ||
	                 entry->entry.name_length != name->length ||
	                 !same_text(entry->entry.name, name->text, name->length)))
		entry = entry->next_in_table;
	return entry;
}

/* ---- directories ---- */

static void touch(struct inode *inode)
{
	inode->attributes.modified = inode->attributes.changed = (int64_t)clock_wall();
}

/* What Linux's tmpfs counts for a name. */
#define NAME_SIZE 20

static void children_add(struct entry *directory, struct tmpfs_entry *entry)
{
	struct tmpfs_inode *inode = tmpfs_inode(directory);

	if (!inode->first)
		inode->last = &inode->first;
	entry->position = ++inode->position;
	entry->next = NULL;
	entry->link = inode->last;
	*inode->last = entry;
	inode->last = &entry->next;
	inode->inode.attributes.size += NAME_SIZE;
	if (is_directory(entry->entry.inode))
		inode->inode.attributes.links++;
	touch(&inode->inode);
}

static void children_remove(struct entry *directory, struct tmpfs_entry *entry)
{
	struct tmpfs_inode *inode = tmpfs_inode(directory);

	*entry->link = entry->next;
	if (entry->next)
		entry->next->link = entry->link;
	else
		inode->last = entry->link;
	inode->inode.attributes.size -= NAME_SIZE;
	if (is_directory(entry->entry.inode))
		inode->inode.attributes.links--;
	touch(&inode->inode);
}

static int take_over_lower(struct entry *directory)
{
	return tmpfs_inode(directory)->lower_names ? tmpfs_lower_names(directory) : 0;
}

static void release(struct entry *entry)
{
	entry_end(entry);
	heap_free(entry, sizeof(struct tmpfs_entry));
}

/* An entry with one reference, which no directory has yet. */
static struct tmpfs_entry *make_entry(struct entry *directory, const struct name *name,
                                      struct inode *inode)
{
	struct tmpfs_entry *entry = heap_allocate(sizeof *entry);

	if (!entry)
		return NULL;
	entry->entry.release = release;
	if (!entry_begin(&entry->entry, directory, name, inode))
		return entry;
	heap_free(entry, sizeof *entry);
	return NULL;
}

int tmpfs_add(struct tmpfs *tmpfs, struct entry *directory, const struct name *name,
              struct inode *inode, struct entry **made)
{
	struct tmpfs_entry *entry = NULL;

	if (!table_make_room(tmpfs))
		entry = make_entry(directory, name, inode);
	if (!entry) {
		inode_put(inode);
		return -ENOSPC;
	}
	table_add(tmpfs, entry);
	children_add(directory, entry);
	if (made)
		*made = entry_get(&entry->entry);
	return 0;
}

int tmpfs_lookup(struct entry *directory, const struct name *name, struct entry **found)
{
	int result = take_over_lower(directory);

	return result ? result : tmpfs_find(directory, name, found);
}

int tmpfs_find(struct entry *directory, const struct name *name, struct entry **found)
{
	struct tmpfs_entry *entry = find(tmpfs_of(directory->inode), directory, name);

	if (!entry)
		return -ENOENT;
	*found = entry_get(&entry->entry);
	return 0;
}

int tmpfs_create(struct entry *directory, const struct name *name,
                 const struct creation *what, struct entry **made)
{
	struct tmpfs *tmpfs = tmpfs_of(directory->inode);
	struct tmpfs_inode *inode = tmpfs_inode_make(tmpfs, what);

	return inode ? tmpfs_add(tmpfs, directory, name, &inode->inode, made) : -ENOSPC;
}

int tmpfs_create_unnamed(struct entry *directory, const struct creation *what,
                         struct entry **made)
{
	struct tmpfs_inode *inode = tmpfs_inode_make(tmpfs_of(directory->inode), what);
	char text[24];
	struct tmpfs_entry *entry;

	if (!inode)
		return -ENOSPC;
	inode->inode.attributes.links = 0;
	const struct name name = {
	        text, (unsigned)format(text, sizeof text, "#%lu", inode->inode.number)};
	entry = make_entry(directory, &name, &inode->inode);
	if (!entry) {
		inode_put(&inode->inode);
		return -ENOSPC;
	}
	entry->entry.removed = true;
	*made = &entry->entry;
	return 0;
}

int tmpfs_link(struct entry *directory, const struct name *name, struct inode *inode)
{
	int result = tmpfs_add(tmpfs_of(inode), directory, name, inode_get(inode), NULL);

	if (result)
		return result;
	inode->attributes.links++;
	inode->attributes.changed = (int64_t)clock_wall();
	return 0;
}

/* The name is no longer in its directory; what it named may go. */
static void forget(struct entry *entry)
{
	struct attributes *attributes = &entry->inode->attributes;

	entry->removed = true;
	attributes->changed = (int64_t)clock_wall();
	attributes->links = is_directory(entry->inode) ? 0 : attributes->links - 1;
	entry_put(entry);
}

int tmpfs_remove(struct entry *directory, struct entry *entry)
{
	int result = is_directory(entry->inode) ? take_over_lower(entry) : 0;

	if (result)
		return result;
	if (is_directory(entry->inode) && tmpfs_inode(entry)->first)
		return -ENOTEMPTY;
	table_remove(tmpfs_of(directory->inode), (struct tmpfs_entry *)entry);
	children_remove(directory, (struct tmpfs_entry *)entry);
	forget(entry);
	return 0;
}

static void take_out(struct entry *entry)
{
	table_remove(tmpfs_of(entry->inode), (struct tmpfs_entry *)entry);
	children_remove(entry->parent, (struct tmpfs_entry *)entry);
}

static void put_in(struct entry *entry)
{
	table_add(tmpfs_of(entry->inode), (struct tmpfs_entry *)entry);
	children_add(entry->parent, (struct tmpfs_entry *)entry);
}

/* The two change places and names. Two copies of names first: the rest can't fail. */
static int exchange(struct entry *a, struct entry *b)
{
	struct entry *parent = a->parent;
	char *name = a->name;
	unsigned length = a->name_length;

	take_out(a);
	take_out(b);
	a->parent = b->parent;
	a->name = b->name;
	a->name_length = b->name_length;
	b->parent = parent;
	b->name = name;
	b->name_length = length;
	put_in(a);
	put_in(b);
	a->inode->attributes.changed = b->inode->attributes.changed =
	        (int64_t)clock_wall();
	return 0;
}

int tmpfs_rename(struct entry *from, struct entry *entry, struct entry *to,
                 const struct name *name, struct entry *there, unsigned flags)
{
	int result = 0;

	if (flags & RENAME_EXCHANGE)
		return exchange(entry, there);
	if (there && is_directory(there->inode)) {
		result = take_over_lower(there);
		if (!result && tmpfs_inode(there)->first)
			result = -ENOTEMPTY;
	}
	if (result)
		return result;
	entry_get(entry);
	take_out(entry);
	result = entry_rename(entry, to, name);
	if (!result && there)
		tmpfs_remove(to, there);
	put_in(entry);
	entry->inode->attributes.changed = (int64_t)clock_wall();
	entry_put(entry);
	return result ? -ENOSPC : 0;
}

int tmpfs_list(struct entry *directory, uint64_t position, struct listing *to)
{
	int result = take_over_lower(directory);
	struct tmpfs_entry *child = tmpfs_inode(directory)->first;

	if (result)
		return result;
	for (; child; child = child->next) {
		const struct name name = {child->entry.name, child->entry.name_length};
		const struct inode *inode = child->entry.inode;
		if (child->position <= position)
			continue;
		if (!to->add(to, &name, inode->number, inode->attributes.mode & MODE_TYPE,
		             child->position))
			break;
	}
	return 0;
}
