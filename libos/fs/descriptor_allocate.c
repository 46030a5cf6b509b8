/* SPDX-License-Identifier: ISC */
/*
 * New descriptors: the lowest free number, as POSIX wants it. The table's full size is
 * taken from memory when the first few are used up; its pages come as they are touched.
 */
#include "descriptor.h"

static int grow(void)
{
	struct descriptor *table = memory_map(DESCRIPTORS_MAX * sizeof *table);

	if (!table)
		return -EMFILE;
	memcpy(table, descriptors, descriptor_count * sizeof *table);
	descriptors = table;
	descriptor_count = DESCRIPTORS_MAX;
	return 0;
}

int descriptor_reach(unsigned number)
{
	if (number < descriptor_count)
		return 0;
	if (number >= DESCRIPTORS_MAX)
		return -EMFILE;
	return grow();
}

int descriptor_allocate(struct file *file, unsigned from, bool close_on_exec)
{
	unsigned number = from;

	while (number < descriptor_count && descriptors[number].file)
		number++;
	int result = descriptor_reach(number);
	if (result)
		return result;
	descriptors[number] = (struct descriptor){file, close_on_exec};
	return (int)number;
}
