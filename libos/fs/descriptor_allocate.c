/* SPDX-License-Identifier: ISC */
/*
 * New descriptors: the lowest free number, as POSIX wants it, below RLIMIT_NOFILE. When
 * the first few are used up, a table at least twice as large takes their place; pages of
 * it come as they are touched, and the smaller tables of the past stay where they are.
 */
#include "descriptor.h"
#include "identity/limit.h"

/* Without this member all files are streams. */
LINKS(file_end);
LINKS(ioctl_common);

static int grow(unsigned number)
{
	unsigned count = DESCRIPTORS_SOFT;

	while (count <= number)
		count *= 2;
	struct descriptor *table = memory_map(count * sizeof *table);
	if (!table)
		return -EMFILE;
	memcpy(table, descriptors, descriptor_count * sizeof *table);
	descriptors = table;
	descriptor_count = count;
	return 0;
}

int descriptor_reach(unsigned number)
{
	if (number >= limit_get(RLIMIT_NOFILE))
		return -EMFILE;
	return number < descriptor_count ? 0 : grow(number);
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

int file_install(struct file *file, bool close_on_exec)
{
	lock_acquire(&descriptor_lock);
	int number = descriptor_allocate(file, 0, close_on_exec);
	lock_release(&descriptor_lock);
	if (number < 0)
		file_put(file);
	return number;
}
