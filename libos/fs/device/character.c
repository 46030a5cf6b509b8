/* SPDX-License-Identifier: ISC */
/*
 * Opening a character device by its number. A slave of a pseudo terminal is opened by its
 * name in /dev/pts alone (pts.c). No lock.
 */
#include "device.h"
#include "mem/heap.h"
#include "pty.h"

void device_file_release(struct file *file)
{
	heap_free(file, sizeof *file);
}

int device_file_make(const struct file_operations *operations, unsigned flags,
                     struct file **file)
{
	*file = heap_allocate(sizeof **file);
	if (!*file)
		return -ENOMEM;
	**file = (struct file){.operations = operations, .references = 1, .flags = flags};
	return 0;
}

long device_seek(struct file *file, long offset, int whence)
{
	return 0;
}

int device_character_open(uint64_t device, struct entry *entry, unsigned flags,
                          struct file **file)
{
	switch (device) {
	case DEVICE_NULL:
		return device_file_make(&null_operations, flags, file);
	case DEVICE_ZERO:
		return device_file_make(&zero_operations, flags, file);
	case DEVICE_FULL:
		return device_file_make(&full_operations, flags, file);
	case DEVICE_RANDOM:
		return device_file_make(&random_operations, flags, file);
	case DEVICE_URANDOM:
		return device_file_make(&urandom_operations, flags, file);
	case DEVICE_TTY:
		return tty_open(flags, true, file);
	case DEVICE_CONSOLE:
		return tty_open(flags, false, file);
	case DEVICE_PTMX:
		if (ptmx_open)
			return ptmx_open(flags, file);
	}
	return device_major(device) == MAJOR_PTS ? -EIO : -ENXIO;
}
