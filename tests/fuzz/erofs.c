/* SPDX-License-Identifier: ISC */
/*
 * The reader of EROFS (libos/fs/erofs): the input is the file system, in memory and
 * behind a source. The whole tree is walked; what is found in both ways must be the same.
 */
#include "libos/fs/erofs/attribute.c"
#include "libos/fs/erofs/directory.c"
#include "libos/fs/erofs/inode.c"
#include "libos/fs/erofs/open.c"
#include "libos/fs/erofs/read.c"

#include "fuzz.h"

#define PIECE 5000u

static const uint8_t *input;
static size_t input_size;
static uint64_t work; /* steps of one input */

static int source_read(struct erofs_source *source, uint64_t offset, void *to,
                       size_t size)
{
	MUST(offset <= input_size && size <= input_size - offset);
	memcpy(to, input + offset, size);
	return 0;
}

static struct erofs memory, behind;

static void contents(const struct erofs_inode *inode, uint64_t offset)
{
	static char here[PIECE], there[PIECE];
	long n = erofs_read(&memory, inode, offset, here, PIECE);
	size_t length;

	MUST(n == erofs_read(&behind, inode, offset, there, PIECE));
	MUST(n == (long)(offset >= inode->size          ? 0
	                 : inode->size - offset < PIECE ? inode->size - offset
	                                                : PIECE));
	MUST(memcmp(here, there, (size_t)n) == 0);
	if (offset >= inode->size)
		return;
	const char *at = erofs_at(&memory, inode, offset, &length);
	MUST(length && length <= inode->size - offset);
	MUST(!at || (at >= (const char *)input &&
	             length <= (size_t)((const char *)input + input_size - at)));
	if (at)
		MUST(memcmp(at, here, length < (size_t)n ? length : (size_t)n) == 0);
}

static void attributes(const struct erofs_inode *inode)
{
	static char value[65536];
	struct erofs_attribute attribute;
	unsigned position = 0;

	while (erofs_attribute(&memory, inode, &position, &attribute) == 1) {
		MUST(attribute.name_length && attribute.size < sizeof value);
		MUST(strlen(attribute.name) == attribute.name_length);
		MUST(erofs_attribute_value(&memory, &attribute, value) == 0);
		work++;
	}
}

static void walk(const struct erofs_inode *directory)
{
	struct erofs_name name = {0}, again = {0};
	struct erofs_inode inode, other;
	uint64_t position = 0, twin = 0;
	char text[EROFS_LINK_LONGEST];
	int result;

	while ((result = erofs_list(&memory, directory, &position, &name)) == 1) {
		MUST(erofs_list(&behind, directory, &twin, &again) == 1);
		MUST(name.length && name.length <= EROFS_NAME_LONGEST &&
		     strlen(name.text) == name.length);
		MUST(work++ < input_size * input_size);
		if (erofs_inode(&memory, name.number, &inode))
			continue;
		MUST(erofs_inode(&behind, name.number, &other) == 0);
		attributes(&inode);
		contents(&inode, 0);
		contents(&inode, inode.size / 2);
		contents(&inode, inode.size > 100 ? inode.size - 100 : inode.size);
		if ((inode.mode & MODE_TYPE) == MODE_LINK)
			erofs_link(&memory, &inode, text);
		if ((inode.mode & MODE_TYPE) == MODE_DIRECTORY &&
		    !erofs_child(&memory, &inode, directory->number))
			walk(&inode);
	}
	MUST(erofs_list(&behind, directory, &twin, &again) == result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct erofs_source source = {.size = size, .read = source_read};
	struct erofs_inode inode;

	input = data;
	input_size = size;
	work = 0;
	int result = erofs_open(&memory, data, size);
	MUST((result == 0) == !memory.problem);
	int other = erofs_open_source(&behind, &source);
	MUST(result == other || !other);
	if (result)
		return 0;
	for (uint64_t number = 0; number < size / INODE_SLOT; number += 7)
		erofs_inode(&memory, number, &inode);
	MUST(erofs_inode(&memory, memory.root, &inode) == 0);
	attributes(&inode);
	walk(&inode);
	return 0;
}
