/* SPDX-License-Identifier: ISC */
/*
 * Open directories. Their position counts "." and ".." as 0 and 1, and goes on with the
 * file system's own, which are above 0, plus 1.
 */
#include "fs/position.h"
#include "fs/stat.h"
#include "fs/tree.h"
#include "mem/heap.h"
#include <linux/fs.h>

LINKS(position_acquire);

static void release(struct file *file)
{
	heap_free(file, sizeof *file);
}

static long seek(struct file *file, long offset, int whence)
{
	if (whence == SEEK_CUR)
		offset += (long)file->position;
	else if (whence != SEEK_SET)
		return -EINVAL;
	return offset < 0 ? -EINVAL : offset;
}

/* struct linux_dirent64 of getdents64(2) */
struct record {
	uint64_t number;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

struct records {
	struct listing listing; /* first */
	char *at;
	size_t left;
	uint64_t position; /* behind the last one */
	bool full;
};

static bool put(struct records *records, const struct name *name, uint64_t number,
                uint32_t type, uint64_t next)
{
	const size_t head = offsetof(struct record, name);
	size_t size = (head + name->length + 1 + 7) & -8ul;
	struct record *record = (struct record *)records->at;

	records->full = size > records->left;
	if (records->full)
		return false;
	*record = (struct record){number, (int64_t)next, (uint16_t)size,
	                          (uint8_t)(type >> 12)};
	memset(record->name, 0, size - head);
	memcpy(record->name, name->text, name->length);
	records->at += size;
	records->left -= size;
	records->position = next;
	return true;
}

static bool add(struct listing *listing, const struct name *name, uint64_t number,
                uint32_t type, uint64_t next)
{
	return put((struct records *)listing, name, number, type, next + 2);
}

static void put_dots(struct records *records, struct entry *entry)
{
	static const struct name names[] = {{".", 1}, {"..", 2}};
	const struct inode *inodes[] = {entry->inode, entry->parent->inode};

	while (records->position < 2 && !records->full) {
		uint64_t n = records->position;
		put(records, &names[n], inodes[n]->number, MODE_DIRECTORY, n + 1);
	}
}

static long list(struct file *file, void *to, size_t size)
{
	struct records records = {{add}, to, size, file->position, false};
	struct entry *entry = file->entry;
	struct mutex *names = &entry->inode->system->names;
	int result = 0;

	mutex_acquire(names);
	put_dots(&records, entry);
	if (entry->removed)
		result = -ENOENT;
	else if (!records.full)
		result = entry->inode->operations->list(entry, records.position - 2,
		                                        &records.listing);
	mutex_release(names);
	if (result)
		return result;
	if (records.full && records.left == size)
		return -EINVAL;
	file->position = records.position;
	return (long)(size - records.left);
}

static int sync(struct file *file, bool data_only)
{
	struct inode *inode = file->entry->inode;
	const struct file_system *system = inode->system;

	if (inode->operations->sync)
		return inode->operations->sync(inode, data_only);
	return system->operations->sync
	               ? system->operations->sync(file->entry->inode->system)
	               : 0;
}

static const struct file_operations operations = {
        .status = tree_status,
        .release = release,
        .seek = seek,
        .list = list,
        .sync = sync,
};

int directory_open(struct entry *entry, unsigned flags, struct file **file)
{
	*file = heap_allocate(sizeof **file);
	if (!*file)
		return -ENOMEM;
	**file =
	        (struct file){.operations = &operations, .references = 1, .flags = flags};
	return 0;
}
