/* SPDX-License-Identifier: ISC */
/*
 * References to entries and inodes (tree.h), and the part of an entry that all file
 * systems share. Counts are atomic; names change under the file system's `names`.
 */
#include "fs/locks.h"
#include "mem/heap.h"

struct entry *entry_get(struct entry *entry)
{
	__atomic_fetch_add(&entry->references, 1, __ATOMIC_RELAXED);
	return entry;
}

void entry_put(struct entry *entry)
{
	if (!__atomic_sub_fetch(&entry->references, 1, __ATOMIC_ACQ_REL))
		entry->release(entry);
}

struct inode *inode_get(struct inode *inode)
{
	__atomic_fetch_add(&inode->references, 1, __ATOMIC_RELAXED);
	return inode;
}

bool inode_get_unless_gone(struct inode *inode)
{
	unsigned count = __atomic_load_n(&inode->references, __ATOMIC_RELAXED);

	while (count &&
	       !__atomic_compare_exchange_n(&inode->references, &count, count + 1, false,
	                                    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		;
	return count;
}

void inode_put(struct inode *inode)
{
	if (__atomic_sub_fetch(&inode->references, 1, __ATOMIC_ACQ_REL))
		return;
	if (inode->locks)
		file_locks_free(inode);
	inode->operations->release(inode);
}

static char *name_copy(const struct name *name)
{
	char *copy = heap_allocate(name->length + 1);

	return copy ? memcpy(copy, name->text, name->length) : NULL;
}

int entry_begin(struct entry *entry, struct entry *parent, const struct name *name,
                struct inode *inode)
{
	char *text = name_copy(name);

	if (!text)
		return -ENOMEM;
	entry->parent = parent == entry ? entry : entry_get(parent);
	entry->inode = inode;
	entry->references = 1;
	entry->name = text;
	entry->name_length = name->length;
	return 0;
}

void entry_end(struct entry *entry)
{
	heap_free(entry->name, entry->name_length + 1);
	inode_put(entry->inode);
	if (entry->parent != entry)
		entry_put(entry->parent);
}

int entry_rename(struct entry *entry, struct entry *parent, const struct name *name)
{
	struct entry *before = entry->parent;
	char *text = name_copy(name);

	if (!text)
		return -ENOMEM;
	heap_free(entry->name, entry->name_length + 1);
	entry->name = text;
	entry->name_length = name->length;
	entry->parent = entry_get(parent);
	entry_put(before);
	return 0;
}
