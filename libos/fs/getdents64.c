/* SPDX-License-Identifier: ISC */
/*
 * getdents64(2), getdents(2). Records are made in a page of the libos's own, and copied.
 */
#include "fs/path.h"
#include "fs/position.h"
#include "syscalls.h"
#include <linux/limits.h>

struct call {
	int number;
	char *to;
	unsigned size;
	bool old; /* struct linux_dirent */
};

struct record {
	uint64_t number;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

/* In struct linux_dirent the name comes where the type is here, and the type last: the
 * same size, which a multiple of 8 leaves room for. */
static void make_old(char *records, long size)
{
	for (long at = 0; at < size;) {
		struct record *record = (struct record *)(records + at);
		uint8_t type = record->type;
		size_t length = strlen(record->name) + 1;
		memmove(&record->type, record->name, length);
		records[at + record->size - 1] = (char)type;
		at += record->size;
	}
}

/* A piece of at most a page; what couldn't be copied is told again next time. */
static long list_piece(struct file *file, const struct call *call, char *records,
                       unsigned done)
{
	unsigned left = call->size - done;
	uint64_t before = file->position;
	long size =
	        file->operations->list(file, records, left < PATH_MAX ? left : PATH_MAX);

	if (size > 0 && call->old)
		make_old(records, size);
	if (size > 0 && copy_out(call->to + done, records, (size_t)size)) {
		file->position = before;
		return -EFAULT;
	}
	return size;
}

static long list_all(struct file *file, const struct call *call, char *records)
{
	unsigned done = 0;
	long size;

	while ((size = list_piece(file, call, records, done)) > 0)
		done += (unsigned)size;
	return done ? (long)done : size;
}

static long list_file(struct file *file, const struct call *call)
{
	char *records;

	if (file->flags & O_PATH)
		return -EBADF;
	if (!file->operations->list)
		return -ENOTDIR;
	records = path_buffer_take();
	if (!records)
		return -ENOMEM;
	position_acquire(file);
	long result = list_all(file, call, records);
	position_release(file);
	path_buffer_give(records);
	return result;
}

static long list(void *argument)
{
	const struct call *call = argument;
	struct file *file = file_get(call->number);

	if (!file)
		return -EBADF;
	long result = list_file(file, call);
	file_put(file);
	return result;
}

/* full */
long sys_getdents64(int number, void *to, unsigned size)
{
	struct call call = {number, to, size, false};

	return call_blocking(list, &call);
}

/* full */
long sys_getdents(int number, void *to, unsigned size)
{
	struct call call = {number, to, size, true};

	return call_blocking(list, &call);
}
