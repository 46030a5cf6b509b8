/* SPDX-License-Identifier: ISC */
/*
 * Open files of file systems made of a table (synthetic.h). The contents are made at the
 * first read and at each one from the beginning. Lock: the file's mutex guards them.
 */
#include "fs/position.h"
#include "fs/stat.h"
#include "fs/synthetic.h"
#include "mem/heap.h"
#include <linux/fs.h>
#include <linux/magic.h>

LINKS(position_acquire);

struct synthetic_file {
	struct file file; /* first */
	struct synthetic_node node;
	struct mutex mutex;
	struct text text;
	bool made;
};

/* The contents stand behind the path. */
static void put_constant(struct text *text, const struct synthetic_row *row)
{
	const char *contents = row->path + strlen(row->path) + 1;

	if (*contents)
		text_put(text, "%s\n", contents);
}

static int make(struct synthetic_file *file)
{
	const struct synthetic_row *row = file->node.row;
	int result = 0;

	text_free(&file->text);
	if (row->show)
		result = row->show(&file->text, &file->node);
	else
		put_constant(&file->text, row);
	if (!result && file->text.failed)
		result = -ENOMEM;
	file->made = !result;
	return result;
}

static long copy(struct synthetic_file *file, struct transfer *transfer)
{
	if (transfer->position >= file->text.length)
		return 0;
	long n = transfer_out(transfer, file->text.bytes + transfer->position,
	                      file->text.length - transfer->position);
	if (n > 0)
		transfer->position += (uint64_t)n;
	return n;
}

static long synthetic_read(struct file *open, struct transfer *transfer)
{
	struct synthetic_file *file = (struct synthetic_file *)open;
	long result = 0;

	mutex_acquire(&file->mutex);
	if (!file->made || !transfer->position)
		result = make(file);
	if (!result)
		result = copy(file, transfer);
	mutex_release(&file->mutex);
	return result;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t';
}

static long store(const struct synthetic_node *node, struct transfer *transfer)
{
	char text[SYNTHETIC_WRITE + 1], *start = text;
	long n = transfer_in(transfer, text, SYNTHETIC_WRITE);
	long length = n;

	if (n <= 0)
		return n;
	while (length && is_space(text[length - 1]))
		length--;
	text[length] = 0;
	for (; is_space(*start); start++)
		length--;
	int result = node->row->store(node, start, (size_t)length);
	return result ? result : n;
}

static long synthetic_write(struct file *open, struct transfer *transfer)
{
	const struct synthetic_file *file = (struct synthetic_file *)open;

	if (!file->node.row->store) /* those of a process say so, the others so */
		return file->node.number[0] ? -EINVAL : -EIO;
	long n = store(&file->node, transfer);
	if (n > 0)
		transfer->position += (uint64_t)n;
	return n;
}

static long synthetic_seek(struct file *file, long offset, int whence)
{
	if (whence == SEEK_CUR)
		offset += (long)file->position;
	else if (whence != SEEK_SET)
		return -EINVAL;
	return offset < 0 ? -EINVAL : offset;
}

static void release(struct file *open)
{
	struct synthetic_file *file = (struct synthetic_file *)open;

	text_free(&file->text);
	heap_free(file, sizeof *file);
}

static const struct file_operations operations = {
        .read = synthetic_read,
        .write = synthetic_write,
        .seek = synthetic_seek,
        .status = tree_status,
        .release = release,
};

int synthetic_open(const struct synthetic_node *node, unsigned flags, struct file **file)
{
	struct synthetic_file *made = heap_allocate(sizeof *made);

	if (!made)
		return -ENOMEM;
	made->file =
	        (struct file){.operations = &operations, .references = 1, .flags = flags};
	made->node = *node;
	*file = &made->file;
	return 0;
}
