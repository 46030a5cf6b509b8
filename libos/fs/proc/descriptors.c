/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/fd and fdinfo: open files by their descriptors. A descriptor's link leads to
 * the entry by which the file was opened; for a file without a name it leads to an entry
 * made here, which opens that file once more if its kind can do that. Lock:
 * descriptor_lock for the table; a file that is looked at is held by a reference.
 */
#include "fs/descriptor.h"
#include "fs/path.h"
#include "fs/proc/proc.h"
#include "mem/heap.h"
#include <asm/stat.h>
#include <linux/limits.h>

#define INFORMATION 4096 /* bytes of a kind's own lines */

unsigned proc_descriptor_next(const struct synthetic_node *of, unsigned from, bool exact)
{
	unsigned number = from;

	lock_acquire(&descriptor_lock);
	while (!exact && number < descriptor_count && !descriptors[number].file)
		number++;
	if (number >= descriptor_count || !descriptors[number].file)
		number = SYNTHETIC_NONE;
	lock_release(&descriptor_lock);
	return number;
}

/* ---- files without a name ---- */

struct nameless {
	struct entry entry; /* first */
	struct inode inode;
	struct file_system system; /* for st_dev */
	struct file *file;
};

static struct nameless *of_inode(const struct inode *inode)
{
	return (struct nameless *)((char *)(uintptr_t)inode -
	                           offsetof(struct nameless, inode));
}

static int reopen(struct entry *entry, unsigned flags, struct file **file)
{
	struct file *old = of_inode(entry->inode)->file;

	return old->operations->reopen ? old->operations->reopen(old, flags, file)
	                               : -ENXIO;
}

static void release_entry(struct entry *entry)
{
	struct inode *inode = inode_get(entry->inode);

	entry_end(entry);
	inode_put(inode);
}

static void release(struct inode *inode)
{
	struct nameless *nameless = of_inode(inode);

	file_put(nameless->file);
	heap_free(nameless, sizeof *nameless);
}

static const struct inode_operations operations = {.open = reopen, .release = release};

static bool is_nameless(const struct file *file)
{
	return !file->entry || file->entry->inode->operations == &operations;
}

static int status_of(struct file *file, struct stat *status)
{
	*status = (struct stat){.st_nlink = 1};
	return file->operations->status(file, status);
}

/* As Linux names it: "pipe:[7]", "anon_inode:[eventfd]". */
static void put_name(struct text *to, struct file *file)
{
	const char *name = file->operations->name ? file->operations->name : "pipe";
	struct stat status;

	text_put(to, "%s", name);
	if (name[strlen(name) - 1] != ']' && !status_of(file, &status))
		text_put(to, ":[%lu]", status.st_ino);
}

static int make_nameless(struct file *file, struct entry **to)
{
	struct nameless *made = heap_allocate(sizeof *made);
	struct text text = {0};
	struct stat status;
	int result = made ? status_of(file, &status) : -ENOMEM;

	if (result) {
		heap_free(made, sizeof *made);
		return result;
	}
	made->file = file;
	made->system =
	        (struct file_system){.device = status.st_dev, .root = &made->entry};
	made->inode = (struct inode){.operations = &operations,
	                             .system = &made->system,
	                             .references = 1,
	                             .number = status.st_ino,
	                             .attributes = {.mode = status.st_mode,
	                                            .user = status.st_uid,
	                                            .group = status.st_gid,
	                                            .links = 1,
	                                            .device = status.st_rdev}};
	made->entry.release = release_entry;
	put_name(&text, file);
	const struct name name = {text.bytes, (unsigned)text.length};
	result = text.failed
	                 ? -ENOMEM
	                 : entry_begin(&made->entry, &made->entry, &name, &made->inode);
	text_free(&text);
	if (result)
		heap_free(made, sizeof *made);
	else
		*to = &made->entry;
	return result;
}

int proc_descriptor_follow(const struct synthetic_node *of, struct entry **to)
{
	struct file *file = file_get((int)of->number[1]);
	int result = 0;

	if (!file)
		return -ENOENT;
	if (file->entry) {
		*to = entry_get(file->entry);
		file_put(file);
		return 0;
	}
	result = make_nameless(file, to);
	if (result)
		file_put(file);
	return result;
}

/* ---- what is told ---- */

int proc_put_path(struct text *to, struct entry *entry)
{
	char *buffer = path_buffer_take();
	char *path = buffer ? entry_path(entry, buffer, PATH_MAX) : NULL;
	int result = path ? 0 : buffer ? -ENAMETOOLONG : -ENOMEM;

	if (path)
		text_put(to, "%s", path);
	path_buffer_give(buffer);
	return result;
}

int proc_descriptor(struct text *to, const struct synthetic_node *of)
{
	struct file *file = file_get((int)of->number[1]);
	int result = 0;

	if (!file)
		return -ENOENT;
	if (is_nameless(file))
		put_name(to, file);
	else
		result = proc_put_path(to, file->entry);
	file_put(file);
	return result;
}

static void put_more(struct text *to, struct file *file)
{
	char *lines = heap_allocate(INFORMATION);

	if (lines)
		text_add(to, lines,
		         file->operations->information(file, lines, INFORMATION));
	heap_free(lines, INFORMATION);
}

static unsigned flags_of(int number, const struct file *file)
{
	lock_acquire(&descriptor_lock);
	const struct descriptor *descriptor = descriptor_find(number);
	bool close = descriptor && descriptor->close_on_exec;
	lock_release(&descriptor_lock);
	return file->flags | (close ? O_CLOEXEC : 0);
}

int proc_descriptor_information(struct text *to, const struct synthetic_node *of)
{
	int number = (int)of->number[1];
	struct file *file = file_get(number);
	struct stat status = {0};

	if (!file)
		return -ENOENT;
	if (!is_nameless(file))
		status.st_ino = file->entry->inode->number;
	else
		status_of(file, &status);
	text_put(to, "pos:\t%lu\nflags:\t0%lo\nmnt_id:\t%ld\nino:\t%lu\n",
	         (unsigned long)file->position, (unsigned long)flags_of(number, file),
	         proc_mount_id(is_nameless(file) ? NULL : file->entry->inode->system),
	         status.st_ino);
	if (file->operations->information)
		put_more(to, file);
	file_put(file);
	return 0;
}
