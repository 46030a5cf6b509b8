/* SPDX-License-Identifier: ISC */
/*
 * Two new descriptors at once, for pipe(2) and socketpair(2). Lock: descriptor_lock.
 */
#include "descriptor.h"

/* Take back what nobody was told of, unless somebody has closed it by chance. */
static void withdraw(int number, const struct file *file)
{
	struct descriptor *descriptor;

	lock_acquire(&descriptor_lock);
	descriptor = descriptor_find(number);
	struct file *found = descriptor ? descriptor->file : NULL;
	if (found == file)
		descriptor->file = NULL;
	lock_release(&descriptor_lock);
	if (found == file)
		file_put(found);
}

int file_install_pair(int *program, struct file *files[2], bool close_on_exec)
{
	int numbers[2], result = 0;

	lock_acquire(&descriptor_lock);
	numbers[0] = descriptor_allocate(files[0], 0, close_on_exec);
	numbers[1] = numbers[0] < 0 ? numbers[0]
	                            : descriptor_allocate(files[1], 0, close_on_exec);
	lock_release(&descriptor_lock);
	if (numbers[1] < 0)
		result = numbers[1];
	else
		result = copy_out(program, numbers, sizeof numbers);
	if (!result)
		return 0;
	for (unsigned i = 0; i < 2; i++) {
		if (numbers[i] >= 0)
			withdraw(numbers[i], files[i]);
		else
			file_put(files[i]);
	}
	return result;
}
