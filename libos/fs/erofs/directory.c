/* SPDX-License-Identifier: ISC */
/*
 * Directories of an EROFS (erofs.h). A directory is a file of blocks; each begins with
 * records of 12 bytes, whose texts follow in the same order and fill the block, the
 * last one padded with zeros. Records are sorted by name over the whole directory.
 */
#include "disk.h"
#include "fs/tree.h"

#define RECORD sizeof(struct disk_name)
#define TEXT   (EROFS_NAME_LONGEST + 1) /* read of a name: one that is too long shows */

/* One record within its block. */
struct record {
	uint64_t block, next_block; /* offsets in the directory */
	unsigned here;              /* of the record, in the block */
	unsigned texts;             /* where the block's texts begin */
};

static int find_record(const struct erofs *fs, const struct erofs_inode *directory,
                       uint64_t position, struct record *record)
{
	struct disk_name first;
	uint64_t left;
	int result;

	record->block = position & -block_size(fs);
	left = directory->size - record->block;
	record->next_block =
	        record->block + (left < block_size(fs) ? left : block_size(fs));
	record->here = (unsigned)(position - record->block);
	result = erofs_read_all(fs, directory, record->block, &first, sizeof first);
	if (result)
		return result;
	record->texts = first.text;
	if (first.text < RECORD || first.text % RECORD || record->here % RECORD ||
	    first.text >= record->next_block - record->block ||
	    record->here >= first.text)
		return -EUCLEAN;
	return 0;
}

/* The length up to the padding. */
static unsigned length_of(const char *text, unsigned most)
{
	unsigned length = 0;

	while (length < most && text[length])
		length++;
	return length;
}

/* The text of a record: up to the next one's, or to the padding behind the last. */
static int take_text(const struct erofs *fs, const struct erofs_inode *directory,
                     const struct record *record, unsigned from, char *to,
                     unsigned *length)
{
	unsigned end = (unsigned)(record->next_block - record->block);
	bool last = record->here + RECORD == record->texts;
	struct disk_name next;
	int result = 0;

	if (!last) {
		result = erofs_read_all(fs, directory,
		                        record->block + record->here + RECORD, &next,
		                        sizeof next);
		if (!result && next.text > end)
			result = -EUCLEAN;
		end = next.text;
	}
	if (result || from < record->texts || from >= end)
		return result ? result : -EUCLEAN;
	*length = end - from < TEXT ? end - from : TEXT;
	result = erofs_read_all(fs, directory, record->block + from, to, *length);
	if (last && !result)
		*length = length_of(to, *length);
	return result;
}

static int compare(const char *a, unsigned a_length, const char *b, unsigned b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order ? order : (int)a_length - (int)b_length;
}

static bool is_good(const char *text, unsigned length)
{
	for (unsigned i = 0; i < length; i++)
		if (!text[i] || text[i] == '/')
			return false;
	return length && length <= EROFS_NAME_LONGEST;
}

/* As erofs_list(), with "." and "..". */
static int next(const struct erofs *fs, const struct erofs_inode *directory,
                uint64_t *position, struct erofs_name *name)
{
	struct record record;
	struct disk_name disk;
	char text[TEXT];
	unsigned length;
	int result;

	if (*position >= directory->size)
		return 0;
	result = find_record(fs, directory, *position, &record);
	if (!result)
		result = erofs_read_all(fs, directory, *position, &disk, sizeof disk);
	if (!result)
		result = take_text(fs, directory, &record, disk.text, text, &length);
	if (result)
		return result;
	if (!is_good(text, length) ||
	    (*position && compare(name->text, name->length, text, length) >= 0))
		return -EUCLEAN;
	memcpy(name->text, text, length);
	name->text[length] = 0;
	name->length = length;
	name->number = disk.number;
	*position += RECORD;
	if (record.here + RECORD == record.texts)
		*position = record.next_block;
	return 1;
}

/* 1 for ".", 2 for "..". */
static unsigned dots(const struct erofs_name *name)
{
	unsigned count = 0;

	while (name->text[count] == '.')
		count++;
	return count == name->length && count <= 2 ? count : 0;
}

int erofs_list(const struct erofs *fs, const struct erofs_inode *directory,
               uint64_t *position, struct erofs_name *name)
{
	int result;

	do {
		result = next(fs, directory, position, name);
	} while (result == 1 && dots(name));
	return result;
}

int erofs_child(const struct erofs *fs, const struct erofs_inode *directory,
                uint64_t parent)
{
	struct erofs_name name;
	uint64_t position = 0;
	int result;

	if (directory->number == fs->root)
		return -EUCLEAN;
	do {
		result = next(fs, directory, &position, &name);
	} while (result == 1 && dots(&name) != 2);
	if (result < 0)
		return result;
	return result == 1 && name.number == parent ? 0 : -EUCLEAN;
}
