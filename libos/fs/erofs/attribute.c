/* SPDX-License-Identifier: ISC */
/*
 * Extended attributes of an EROFS (erofs.h; xattr(7)). Behind an inode lies a header, the
 * numbers of attributes that inodes share, which have an area of their own, and the
 * inode's own attributes, each padded to 4 bytes. A position is the count of shared ones
 * passed, or an offset behind the header and the numbers.
 */
#include "disk.h"

/* What stands in front of the name on disk; NULL: not known. */
static const char *prefix_of(unsigned number)
{
	static const char texts[][25] = {[1] = "user.",
	                                 [2] = "system.posix_acl_access",
	                                 [3] = "system.posix_acl_default",
	                                 [4] = "trusted.",
	                                 [6] = "security."};

	return number < sizeof texts / sizeof *texts && *texts[number] ? texts[number]
	                                                               : NULL;
}

/* The attribute at `at`: 1, or 0 where its kind isn't known. *end: behind it. */
static int take(const struct erofs *fs, uint64_t at, struct erofs_attribute *attribute,
                uint64_t *end)
{
	struct disk_attribute disk;
	const char *prefix;
	unsigned length = 0;
	int result = erofs_fetch(fs, at, &disk, sizeof disk);

	if (result)
		return result;
	at += sizeof disk;
	attribute->value = at + disk.name_length;
	attribute->size = disk.size;
	*end = (attribute->value + disk.size + 3) & -4ull;
	if (!erofs_has(fs, attribute->value, disk.size))
		return -EUCLEAN;
	prefix = prefix_of(disk.prefix);
	if (!prefix)
		return 0;
	length = (unsigned)strlen(prefix);
	attribute->name_length = length + disk.name_length;
	if (attribute->name_length > EROFS_NAME_LONGEST ||
	    (prefix[length - 1] == '.') != (disk.name_length > 0))
		return -EUCLEAN;
	memcpy(attribute->name, prefix, length);
	result = erofs_fetch(fs, at, attribute->name + length, disk.name_length);
	attribute->name[attribute->name_length] = 0;
	if (!result && strlen(attribute->name) != attribute->name_length)
		result = -EUCLEAN;
	return result ? result : 1;
}

static int take_shared(const struct erofs *fs, const struct erofs_inode *inode,
                       unsigned number, struct erofs_attribute *attribute)
{
	uint64_t at = inode->attributes + sizeof(struct disk_attributes) + 4ull * number;
	uint32_t place;
	uint64_t end;
	int result = erofs_fetch(fs, at, &place, sizeof place);

	return result ? result : take(fs, fs->attributes + 4ull * place, attribute, &end);
}

int erofs_attribute(const struct erofs *fs, const struct erofs_inode *inode,
                    unsigned *position, struct erofs_attribute *attribute)
{
	struct disk_attributes header;
	unsigned own;
	uint64_t end;
	int result = 0;

	if (!inode->attributes_size)
		return 0;
	result = erofs_fetch(fs, inode->attributes, &header, sizeof header);
	own = (unsigned)sizeof header + 4u * header.shared;
	if (!result && own > inode->attributes_size)
		result = -EUCLEAN;
	while (!result && *position < header.shared)
		result = take_shared(fs, inode, (*position)++, attribute);
	if (!result && *position < own)
		*position = own;
	while (!result && *position < inode->attributes_size) {
		result = take(fs, inode->attributes + *position, attribute, &end);
		if (result >= 0 && end > inode->attributes + inode->attributes_size)
			result = -EUCLEAN;
		*position = (unsigned)(end - inode->attributes);
	}
	return result;
}

int erofs_attribute_value(const struct erofs *fs, const struct erofs_attribute *attribute,
                          void *to)
{
	return erofs_fetch(fs, attribute->value, to, attribute->size);
}
