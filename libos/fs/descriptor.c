/* SPDX-License-Identifier: ISC */
/*
 * The descriptor table, as far as every program needs it: finding and closing. The table
 * begins with room for the streams; descriptor_allocate.c lets it grow.
 * Lock: descriptor_lock; a file's release runs without it.
 */
#include "descriptor.h"
#include "console.h"

static struct descriptor first[DESCRIPTORS_FIRST];
struct descriptor *descriptors = first;
unsigned descriptor_count = DESCRIPTORS_FIRST;
struct lock descriptor_lock;

void descriptors_begin(void)
{
	for (int stream = 0; stream < 3; stream++) {
		struct file *file = &console_files[stream];
		file->operations = &console_operations;
		file->references = 1;
		file->flags = O_RDWR;
		file->stream = stream;
		first[stream].file = file;
	}
}

struct descriptor *descriptor_find(int number)
{
	if ((unsigned)number >= descriptor_count || !descriptors[number].file)
		return NULL;
	return &descriptors[number];
}

struct file *file_get(int number)
{
	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(number);
	struct file *file = descriptor ? descriptor->file : NULL;
	if (file)
		file->references++;
	lock_release(&descriptor_lock);
	return file;
}

struct file *descriptor_take(int number)
{
	struct file *file = NULL;

	lock_acquire(&descriptor_lock);
	struct descriptor *descriptor = descriptor_find(number);
	if (descriptor) {
		file = descriptor->file;
		descriptor->file = NULL;
	}
	lock_release(&descriptor_lock);
	return file;
}

void file_put(struct file *file)
{
	lock_acquire(&descriptor_lock);
	bool last = --file->references == 0;
	lock_release(&descriptor_lock);
	if (last && file_end)
		file_end(file);
}
