/* SPDX-License-Identifier: ISC */
/*
 * sendfile(2), copy_file_range(2): bytes from one file to another by way of a page of the
 * libos's own.
 */
#include "fs/path.h"
#include "syscalls.h"
#include <linux/limits.h>

struct end {
	int number;
	long *position; /* the program's; NULL: the file's own */
	struct file *file;
	uint64_t at;
};

struct call {
	struct end from, to;
	size_t size;
	bool range; /* copy_file_range */
};

/* ---- one end ---- */

/* As on Linux, positions aren't held meanwhile. */
static int begin(struct end *end, bool writes)
{
	unsigned forbidden = writes ? O_RDONLY : O_WRONLY;

	end->file = file_get(end->number);
	if (!end->file || (end->file->flags & O_PATH) ||
	    (end->file->flags & O_ACCMODE) == forbidden)
		return -EBADF;
	end->at = end->file->position;
	if (!end->position)
		return 0;
	if (copy_in(&end->at, end->position, sizeof end->at))
		return -EFAULT;
	if (!end->file->operations->seek)
		return -ESPIPE;
	return (int64_t)end->at < 0 ? -EINVAL : 0;
}

static int end_position(const struct end *end)
{
	if (end->position)
		return copy_out(end->position, &end->at, sizeof end->at);
	end->file->position = end->at;
	return 0;
}

/* ---- the copy ---- */

static struct transfer transfer_at(const struct end *end, char *bytes, size_t size)
{
	return (struct transfer){
	        .at = bytes, .here = size, .left = size, .position = end->at};
}

static long write_all(struct end *to, char *bytes, size_t size)
{
	struct transfer transfer = transfer_at(to, bytes, size);
	long done = to->file->operations->write(to->file, &transfer);

	if (done > 0)
		to->at = transfer.position;
	return done;
}

/* A piece; what was read but couldn't be written is read again another time. */
static long copy_piece(struct call *call, char *bytes, size_t size)
{
	struct transfer transfer = transfer_at(&call->from, bytes, size);
	long count = call->from.file->operations->read(call->from.file, &transfer);

	if (count <= 0)
		return count;
	count = write_all(&call->to, bytes, (size_t)count);
	if (count > 0)
		call->from.at += (uint64_t)count;
	return count;
}

static long copy_all(struct call *call, char *bytes)
{
	size_t left = call->size < TRANSFER_MAX ? call->size : TRANSFER_MAX;
	long done = 0, count = 0;

	while (left) {
		size_t size = left < PATH_MAX ? left : PATH_MAX;
		count = copy_piece(call, bytes, size);
		if (count <= 0)
			break;
		done += count;
		left -= (size_t)count;
		if ((size_t)count < size)
			break;
	}
	return done ? done : count;
}

static bool is_regular(const struct file *file)
{
	return file->entry && is_kind(file->entry->inode, MODE_REGULAR);
}

static bool is_directory_file(const struct file *file)
{
	return file->entry && is_directory(file->entry->inode);
}

static bool overlap(const struct call *call)
{
	uint64_t from = call->from.at, to = call->to.at;

	return call->from.file->entry->inode == call->to.file->entry->inode &&
	       from < to + call->size && to < from + call->size;
}

static int check_range(const struct call *call)
{
	const struct file *from = call->from.file, *to = call->to.file;

	if (is_directory_file(from) || is_directory_file(to))
		return -EISDIR;
	if (!is_regular(from) || !is_regular(to))
		return -EINVAL;
	if (to->flags & O_APPEND)
		return -EBADF;
	if (call->from.at > INT64_MAX - call->size ||
	    call->to.at > INT64_MAX - call->size)
		return -EOVERFLOW;
	return overlap(call) ? -EINVAL : 0;
}

/* What can be read at a position, to whatever can be written. */
static int check_sendfile(const struct call *call)
{
	const struct file_operations *from = call->from.file->operations,
	                             *to = call->to.file->operations;

	if (!from->read || !from->seek || !to->write)
		return -EINVAL;
	return call->to.file->flags & O_APPEND ? -EINVAL : 0;
}

static long copy(struct call *call)
{
	char *bytes;
	long done = begin(&call->to, true);

	if (!done)
		done = begin(&call->from, false);
	if (!done)
		done = call->range ? check_range(call) : check_sendfile(call);
	if (done)
		return done;
	bytes = path_buffer_take();
	if (!bytes)
		return -ENOMEM;
	done = copy_all(call, bytes);
	path_buffer_give(bytes);
	if (done > 0 && (end_position(&call->from) || end_position(&call->to)))
		done = -EFAULT;
	return done;
}

static long run(void *argument)
{
	struct call call = *(struct call *)argument;
	long done = copy(&call);

	if (call.from.file)
		file_put(call.from.file);
	if (call.to.file)
		file_put(call.to.file);
	return done;
}

/* full */
long sys_sendfile(int to, int from, long *position, size_t size)
{
	struct call call = {.from = {.number = from, .position = position},
	                    .to = {.number = to},
	                    .size = size};

	return call_blocking(run, &call);
}

/* full */
long sys_copy_file_range(int from, long *from_position, int to, long *to_position,
                         size_t size, unsigned flags)
{
	struct call call = {.from = {.number = from, .position = from_position},
	                    .to = {.number = to, .position = to_position},
	                    .size = size,
	                    .range = true};

	return flags ? -EINVAL : call_blocking(run, &call);
}
