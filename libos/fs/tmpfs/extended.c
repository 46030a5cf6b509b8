/* SPDX-License-Identifier: ISC */
/*
 * Extended attributes of a tmpfs (xattr(7)): a list for each inode that has some. The
 * caller has checked names and sizes and holds inode.mutex.
 */
#include "mem/heap.h"
#include "time/clock.h"
#include "tmpfs.h"
#include <linux/xattr.h>

struct extended {
	struct extended *next;
	size_t size; /* of the value, which follows the name and its NUL */
	char name[];
};

static size_t bytes_of(const struct extended *extended)
{
	return sizeof *extended + strlen(extended->name) + 1 + extended->size;
}

static char *value_of(struct extended *extended)
{
	return extended->name + strlen(extended->name) + 1;
}

static bool same_name(const char *a, const char *b)
{
	size_t length = strlen(a);

	return length == strlen(b) && !memcmp(a, b, length);
}

/* Where it is in the list, or the list's end. */
static struct extended **find(struct inode *inode, const char *name)
{
	struct extended **at = &((struct tmpfs_inode *)inode)->extended;

	while (*at && !same_name((*at)->name, name))
		at = &(*at)->next;
	return at;
}

long tmpfs_extended_get(struct inode *inode, const char *name, void *to, size_t size)
{
	struct extended *extended = *find(inode, name);

	if (!extended)
		return -ENODATA;
	if (!size)
		return (long)extended->size;
	if (size < extended->size)
		return -ERANGE;
	memcpy(to, value_of(extended), extended->size);
	return (long)extended->size;
}

static void drop(struct extended **at)
{
	struct extended *extended = *at;

	*at = extended->next;
	heap_free(extended, bytes_of(extended));
}

int tmpfs_extended_set(struct inode *inode, const char *name, const void *from,
                       size_t size, int flags)
{
	struct extended **at = find(inode, name), *new;
	size_t length = strlen(name);

	if (*at && (flags & XATTR_CREATE))
		return -EEXIST;
	if (!*at && (flags & XATTR_REPLACE))
		return -ENODATA;
	new = heap_allocate(sizeof *new + length + 1 + size);
	if (!new)
		return -ENOSPC;
	memcpy(new->name, name, length);
	new->size = size;
	memcpy(value_of(new), from, size);
	new->next = *at;
	*at = new;
	if (new->next && same_name(new->next->name, name))
		drop(&new->next);
	inode->attributes.changed = (int64_t)clock_wall();
	return 0;
}

long tmpfs_extended_list(struct inode *inode, char *to, size_t size)
{
	struct extended *extended = ((struct tmpfs_inode *)inode)->extended;
	size_t length = 0;

	for (; extended; extended = extended->next) {
		size_t part = strlen(extended->name) + 1;
		if (size && length + part > size)
			return -ERANGE;
		if (size)
			memcpy(to + length, extended->name, part);
		length += part;
	}
	return (long)length;
}

int tmpfs_extended_remove(struct inode *inode, const char *name)
{
	struct extended **at = find(inode, name);

	if (!*at)
		return -ENODATA;
	drop(at);
	inode->attributes.changed = (int64_t)clock_wall();
	return 0;
}

void tmpfs_extended_free(struct tmpfs_inode *inode)
{
	while (inode->extended)
		drop(&inode->extended);
}
