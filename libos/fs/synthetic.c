/* SPDX-License-Identifier: ISC */
/*
 * The names and inodes of file systems made of a table (synthetic.h). A directory is a
 * row whose path passes through it, the first one, and how much of that path leads there.
 * Lock: the file system's `names`, held by the caller.
 */
#include "fs/synthetic.h"
#include "mem/heap.h"
#include "time/clock.h"
#include <asm/statfs.h>
#include <linux/magic.h>

struct synthetic_entry {
	struct entry entry; /* first */
	struct inode inode;
	struct synthetic_node node;
	unsigned depth;               /* bytes of the row's path */
	struct synthetic_entry *next; /* kept */
};

/* A name within a directory: rows that have it in common. */
struct child {
	const struct synthetic_row *row; /* the first of them */
	unsigned start, end;             /* the name's place in its path */
};

static struct synthetic_entry *of_inode(const struct inode *inode)
{
	return (struct synthetic_entry *)((char *)(uintptr_t)inode -
	                                  offsetof(struct synthetic_entry, inode));
}

static struct synthetic *synthetic_of(const struct inode *inode)
{
	return (struct synthetic *)inode->system;
}

const struct synthetic_node *synthetic_node(const struct inode *inode)
{
	return &of_inode(inode)->node;
}

/* ---- the table ---- */

static bool begins(const char *text, const char *with, size_t length)
{
	return strlen(text) >= length && !memcmp(text, with, length);
}

static bool same(const char *text, const char *other, size_t length)
{
	return begins(text, other, length) && !text[length];
}

/* The row passes through the directory, and isn't that itself. */
static bool is_below(const struct synthetic_row *row, const struct synthetic_entry *of)
{
	if (!begins(row->path, of->node.row->path, of->depth))
		return false;
	return of->depth == 0 || row->path[of->depth] == '/';
}

/* What is left out where another directory's contents stand. */
static bool is_hidden(const struct synthetic *synthetic, const struct child *child,
                      bool inner)
{
	const char *path = synthetic->same_path;
	size_t length = inner ? strlen(path) - 2 : 0; /* without the number */

	return inner && child->end == length && begins(child->row->path, path, length);
}

static bool place(struct child *child, const struct synthetic_entry *of)
{
	const char *path = child->row->path;

	child->start = of->depth ? of->depth + 1 : 0;
	child->end = child->start;
	while (path[child->end] && path[child->end] != '/')
		child->end++;
	return true;
}

/* The first child, or the one behind `child`; false: there is none. */
static bool next_child(const struct synthetic_entry *of, struct child *child)
{
	const struct synthetic *synthetic = synthetic_of(&of->inode);
	const struct synthetic_row *end = synthetic->rows + synthetic->row_count,
	                           *row = child->row ? child->row : of->node.row;
	struct child before = *child;

	for (; row < end; row++) {
		child->row = row;
		if (!is_below(row, of)) {
			if (row == of->node.row)
				continue; /* the directory itself */
			return false;
		}
		place(child, of);
		if (before.row && before.end == child->end &&
		    begins(row->path, before.row->path, child->end))
			continue;
		if (!is_hidden(synthetic, child, of->node.inner))
			return true;
		before = *child;
	}
	return false;
}

static bool is_numbered(const struct child *child)
{
	return child->row->path[child->end - 1] == '#';
}

static const struct synthetic_range *range_of(const struct synthetic *synthetic,
                                              const struct child *child)
{
	const struct synthetic_range *range = synthetic->ranges;

	while (!same(range->path, child->row->path, child->end))
		range++;
	return range;
}

/* ---- names ---- */

/* The number that a name ends with, behind `skip` bytes; SYNTHETIC_NONE. */
static unsigned number_in(const struct name *name, unsigned skip)
{
	uint64_t value = 0;

	if (name->length <= skip || (name->text[skip] == '0' && name->length > skip + 1))
		return SYNTHETIC_NONE;
	for (unsigned i = skip; i < name->length; i++) {
		unsigned digit = (unsigned)name->text[i] - '0';
		value = value * 10 + digit;
		if (digit > 9 || value >= SYNTHETIC_NONE)
			return SYNTHETIC_NONE;
	}
	return (unsigned)value;
}

/* Has the child that name? *number: what stands for a #. */
static bool is_named(const struct child *child, const struct name *name, unsigned *number)
{
	const char *text = child->row->path + child->start;
	unsigned length = child->end - child->start - is_numbered(child);

	if (name->length < length || memcmp(name->text, text, length) != 0)
		return false;
	*number = is_numbered(child) ? number_in(name, length) : SYNTHETIC_NONE;
	return is_numbered(child) ? *number != SYNTHETIC_NONE : name->length == length;
}

static void name_of(const struct child *child, unsigned number, char *to, size_t size,
                    struct name *name)
{
	unsigned length = child->end - child->start - is_numbered(child);

	memcpy(to, child->row->path + child->start, length);
	if (is_numbered(child))
		length +=
		        (unsigned)format(to + length, size - length, "%lu", (long)number);
	*name = (struct name){to, length};
}

/* ---- inodes ---- */

static uint32_t mode_of(const struct child *child)
{
	const struct synthetic_row *row = child->row;

	if (row->path[child->end])
		return MODE_DIRECTORY | 0555;
	if (row->mode & SYNTHETIC_EMPTY)
		return MODE_DIRECTORY | (row->mode & MODE_BITS);
	return (row->mode & SYNTHETIC_LINK ? MODE_LINK : MODE_REGULAR) |
	       (row->mode & MODE_BITS);
}

/* Different for everything that there is at the same time. */
static uint64_t number_of(const struct synthetic *synthetic,
                          const struct synthetic_node *node, unsigned depth)
{
	uint64_t row = (uint64_t)(node->row - synthetic->rows);

	return 1 + (row << 6 | depth) + ((uint64_t)node->inner << 15) +
	       ((uint64_t)node->number[0] << 16) + ((uint64_t)node->number[1] << 46);
}

static const struct inode_operations operations, control_operations, link_operations,
        magic_operations;

static const struct inode_operations *operations_of(const struct synthetic_row *row,
                                                    uint32_t mode)
{
	if ((mode & MODE_TYPE) == MODE_LINK)
		return row->follow ? &magic_operations : &link_operations;
	return row->mode & SYNTHETIC_CONTROL ? &control_operations : &operations;
}

static void set_attributes(struct synthetic_entry *made, uint32_t mode)
{
	const struct synthetic *synthetic = synthetic_of(&made->inode);
	bool owned = synthetic->owner && made->node.number[0];
	int64_t now = (int64_t)clock_wall();

	made->inode.attributes = (struct attributes){
	        .mode = mode,
	        .links = 1, /* directories: nobody counts */
	        .user = owned ? synthetic->owner(&made->node, false) : 0,
	        .group = owned ? synthetic->owner(&made->node, true) : 0,
	        .size = synthetic->magic == SYSFS_MAGIC ? PLATFORM_PAGE : 0,
	        .accessed = now,
	        .modified = now,
	        .changed = now};
}

static void release_entry(struct entry *entry)
{
	struct inode *inode = inode_get(entry->inode);

	entry_end(entry);
	inode_put(inode);
}

static void release(struct inode *inode)
{
	heap_free(of_inode(inode), sizeof(struct synthetic_entry));
}

/* Another directory's contents, if it is one of those. */
static void redirect(const struct synthetic *synthetic, struct synthetic_entry *made,
                     unsigned number)
{
	const char *path = synthetic->same_path;

	if (!path || !begins(made->node.row->path, path, strlen(path)) ||
	    made->depth != strlen(path))
		return;
	made->node = (struct synthetic_node){synthetic->rows, {number}, true};
	made->depth = (unsigned)strlen(synthetic->same_as);
	while (!begins(made->node.row->path, synthetic->same_as, made->depth))
		made->node.row++;
}

static struct synthetic_entry *make(struct synthetic_entry *directory,
                                    const struct child *child, unsigned number,
                                    const struct name *name)
{
	struct synthetic *synthetic = synthetic_of(&directory->inode);
	struct synthetic_entry *made = heap_allocate(sizeof *made);

	if (!made)
		return NULL;
	made->node = directory->node;
	made->node.row = child->row;
	made->depth = child->end;
	if (is_numbered(child))
		made->node.number[made->node.number[0] != 0] = number;
	redirect(synthetic, made, number);
	made->inode.operations = operations_of(child->row, mode_of(child));
	made->inode.system = &synthetic->system;
	made->inode.references = 1;
	made->inode.number = number_of(synthetic, &made->node, made->depth);
	made->entry.release = release_entry;
	set_attributes(made, mode_of(child));
	if (!entry_begin(&made->entry, &directory->entry, name, &made->inode))
		return made;
	heap_free(made, sizeof *made);
	return NULL;
}

/* ---- operations ---- */

static struct synthetic_entry *find_kept(const struct synthetic *synthetic,
                                         const struct child *child)
{
	struct synthetic_entry *kept = synthetic->kept;

	while (kept && (kept->node.row != child->row || kept->depth != child->end))
		kept = kept->next;
	return kept;
}

static int find_or_make(struct synthetic_entry *directory, const struct child *child,
                        unsigned number, const struct name *name, struct entry **found)
{
	struct synthetic *synthetic = synthetic_of(&directory->inode);
	bool keeps = !directory->node.number[0] && !is_numbered(child);
	struct synthetic_entry *entry = keeps ? find_kept(synthetic, child) : NULL;

	if (!entry) {
		entry = make(directory, child, number, name);
		if (!entry)
			return -ENOMEM;
		*found = &entry->entry;
		if (!keeps)
			return 0;
		entry->next = synthetic->kept;
		synthetic->kept = entry;
	}
	*found = entry_get(&entry->entry);
	return 0;
}

static int lookup(struct entry *entry, const struct name *name, struct entry **found)
{
	struct synthetic_entry *directory = (struct synthetic_entry *)entry;
	struct synthetic *synthetic = synthetic_of(entry->inode);
	struct child child = {0};
	unsigned number;

	while (next_child(directory, &child)) {
		if (!is_named(&child, name, &number))
			continue;
		if (is_numbered(&child) &&
		    range_of(synthetic, &child)->next(&directory->node, number, true) !=
		            number)
			continue;
		return find_or_make(directory, &child, number, name, found);
	}
	return -ENOENT;
}

/* Positions: the child's place in the directory << 32, and its next number. */
static bool list_child(struct synthetic_entry *directory, const struct child *child,
                       uint64_t place, uint64_t position, struct listing *to)
{
	struct synthetic *synthetic = synthetic_of(&directory->inode);
	struct synthetic_node node = directory->node;
	unsigned n = place == position >> 32 ? (unsigned)position : 0;
	uint32_t type = mode_of(child) & MODE_TYPE;
	struct name name;
	char text[32];

	node.row = child->row;
	if (!is_numbered(child)) {
		name_of(child, 0, text, sizeof text, &name);
		return to->add(to, &name, number_of(synthetic, &node, child->end), type,
		               (place + 1) << 32);
	}
	const struct synthetic_range *range = range_of(synthetic, child);
	while ((n = range->next(&directory->node, n, false)) != SYNTHETIC_NONE) {
		name_of(child, n, text, sizeof text, &name);
		node.number[directory->node.number[0] != 0] = n;
		if (!to->add(to, &name, number_of(synthetic, &node, child->end), type,
		             place << 32 | (n + 1)))
			return false;
		n++;
	}
	return true;
}

static int list(struct entry *entry, uint64_t position, struct listing *to)
{
	struct synthetic_entry *directory = (struct synthetic_entry *)entry;
	struct child child = {0};

	for (uint64_t place = 0; next_child(directory, &child); place++)
		if (place >= position >> 32 &&
		    !list_child(directory, &child, place, position, to))
			break;
	return 0;
}

static int create(struct entry *directory, const struct name *name,
                  const struct creation *what, struct entry **made)
{
	if (synthetic_of(directory->inode)->magic == PROC_SUPER_MAGIC)
		return -ENOENT;
	return (what->mode & MODE_TYPE) == MODE_REGULAR ? -EACCES : -EPERM;
}

static long read_link(struct inode *inode, char *to, size_t size)
{
	const struct synthetic_node *node = synthetic_node(inode);
	struct text text = {0};
	int result = node->row->show(&text, node);
	size_t length = text.length < size ? text.length : size;

	if (!result && text.failed)
		result = -ENOMEM;
	if (!result)
		memcpy(to, text.bytes, length);
	text_free(&text);
	return result ? result : (long)length;
}

static int open(struct entry *entry, unsigned flags, struct file **file)
{
	if (is_directory(entry->inode))
		return directory_open(entry, flags, file);
	return synthetic_open(synthetic_node(entry->inode), flags, file);
}

/* O_TRUNC does nothing, nor does setting times. */
static int change(struct inode *inode, const struct attributes *to, unsigned which)
{
	return which & (ATTRIBUTE_MODE | ATTRIBUTE_USER | ATTRIBUTE_GROUP) ? -EPERM : 0;
}

static int permit(struct inode *inode, unsigned access)
{
	unsigned mode = inode->attributes.mode >> (user_for_files() ? 0 : 6);

	return (mode & access) == access ? 0 : -EACCES;
}

static int follow(struct inode *inode, struct entry **to)
{
	const struct synthetic_node *node = synthetic_node(inode);

	return node->row->follow(node, to);
}

static const struct inode_operations operations = {.lookup = lookup,
                                                   .create = create,
                                                   .list = list,
                                                   .open = open,
                                                   .change = change,
                                                   .release = release};
static const struct inode_operations control_operations = {.lookup = lookup,
                                                           .create = create,
                                                           .list = list,
                                                           .open = open,
                                                           .change = change,
                                                           .permit = permit,
                                                           .release = release};
static const struct inode_operations link_operations = {
        .read_link = read_link, .open = open, .change = change, .release = release};
static const struct inode_operations magic_operations = {.read_link = read_link,
                                                         .follow = follow,
                                                         .open = open,
                                                         .change = change,
                                                         .release = release};

/* ---- the whole ---- */

static int statistics(struct file_system *system, struct statfs *to)
{
	*to = (struct statfs){.f_type = ((struct synthetic *)system)->magic,
	                      .f_bsize = PLATFORM_PAGE,
	                      .f_frsize = PLATFORM_PAGE,
	                      .f_namelen = NAME_LONGEST};
	return 0;
}

static const struct file_system_operations system_operations = {.statistics = statistics};

int synthetic_mount(struct synthetic *synthetic, struct entry *at)
{
	const struct name name = {"", 0};
	struct synthetic_entry *root = heap_allocate(sizeof *root);

	if (!root)
		return -ENOMEM;
	root->node.row = synthetic->rows;
	root->inode.operations = &operations;
	root->inode.system = &synthetic->system;
	root->inode.references = 1;
	root->inode.number = 1;
	root->entry.release = release_entry;
	set_attributes(root, MODE_DIRECTORY | 0555);
	if (entry_begin(&root->entry, &root->entry, &name, &root->inode)) {
		heap_free(root, sizeof *root);
		return -ENOMEM;
	}
	synthetic->system.operations = &system_operations;
	synthetic->system.root = &root->entry;
	file_system_mount(&synthetic->system, at);
	return 0;
}
