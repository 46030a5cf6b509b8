/* SPDX-License-Identifier: ISC */
/*
 * Walking a path (path.h): one name after the other, from where it begins. The names to
 * come lie in a buffer; a symbolic link's text takes the place of its name there. Each
 * step holds the names of one file system, and no more.
 */
#include "fs/create.h"
#include <linux/fcntl.h>
#include <linux/limits.h>
#include <linux/openat2.h>

LINKS(devices_make);
LINKS(proc_mount);
LINKS(sys_mount_tree);
LINKS(root_lower);

#define LINKS_FOLLOWED 40 /* Linux's MAXSYMLINKS */

static bool resolves(const struct lookup *lookup, unsigned bit)
{
	return lookup->flags & LOOKUP_RESOLVE(bit);
}

static void go_to(struct lookup *lookup, struct entry *entry)
{
	entry_put(lookup->entry);
	lookup->entry = entry;
}

/* ---- where it begins ---- */

static int begin_at(struct lookup *lookup, int directory)
{
	struct file *file;
	int result = 0;

	if (directory == AT_FDCWD) {
		lookup->entry = directory_current();
		return 0;
	}
	file = file_get(directory);
	if (!file)
		return -EBADF;
	if (file->entry && (!*lookup->rest || is_directory(file->entry->inode)))
		lookup->entry = entry_get(file->entry);
	else
		result = -ENOTDIR;
	file_put(file);
	return result;
}

static int begin_at_root(struct lookup *lookup)
{
	if (resolves(lookup, RESOLVE_BENEATH))
		return -EXDEV;
	if (lookup->entry)
		entry_put(lookup->entry);
	lookup->entry = lookup->base ? entry_get(lookup->base) : directory_root();
	return 0;
}

/* ---- one step ---- */

/* From the root of a file system to the place where it is mounted. */
static struct entry *above_mounts(struct entry *entry)
{
	struct entry *at;

	while (entry == entry->inode->system->root && (at = entry->inode->system->at)) {
		entry_get(at);
		entry_put(entry);
		entry = at;
	}
	return entry;
}

struct entry *entry_into_mounts(struct entry *entry)
{
	struct file_system *system;

	while ((system = __atomic_load_n(&entry->mounted, __ATOMIC_ACQUIRE))) {
		entry_put(entry);
		entry = entry_get(system->root);
	}
	return entry;
}

static int step_up(struct lookup *lookup)
{
	struct entry *root = lookup->base ? entry_get(lookup->base) : directory_root();
	bool top = lookup->entry == root;

	entry_put(root);
	if (top)
		return resolves(lookup, RESOLVE_BENEATH) ? -EXDEV : 0;
	struct file_system *system = lookup->entry->inode->system;
	struct entry *entry = above_mounts(entry_get(lookup->entry));
	if (resolves(lookup, RESOLVE_NO_XDEV) && entry->inode->system != system) {
		entry_put(entry);
		return -EXDEV;
	}
	struct mutex *names = &entry->inode->system->names;
	mutex_acquire(names);
	struct entry *parent = entry_get(entry->parent);
	mutex_release(names);
	entry_put(entry);
	go_to(lookup, parent);
	return 0;
}

int entry_find(struct entry *directory, const struct name *name, struct entry **found)
{
	struct inode *inode = directory->inode;
	int result;

	if (!is_directory(inode))
		return -ENOTDIR;
	result = inode_permit(inode, MAY_EXECUTE);
	if (result)
		return result;
	if (name->length > NAME_LONGEST)
		return -ENAMETOOLONG;
	if (!inode->operations->lookup)
		return -ENOENT;
	mutex_acquire(&inode->system->names);
	result = inode->operations->lookup(directory, name, found);
	mutex_release(&inode->system->names);
	if (!result)
		*found = entry_into_mounts(*found);
	return result;
}

/* What is in front of the names to come: the next one. */
static struct name take_name(struct lookup *lookup)
{
	struct name name = {lookup->rest, 0};

	while (lookup->rest[name.length] && lookup->rest[name.length] != '/')
		name.length++;
	lookup->rest += name.length;
	return name;
}

static bool pass_slashes(struct lookup *lookup)
{
	bool any = *lookup->rest == '/';

	while (*lookup->rest == '/')
		lookup->rest++;
	return any;
}

static bool is_name(const struct name *name, const char *text)
{
	return name->length == strlen(text) && !memcmp(name->text, text, name->length);
}

/* ---- symbolic links ---- */

/* The link's text goes before the names to come, of which the slash is gone. */
static int splice_link(struct lookup *lookup, struct inode *link)
{
	size_t rest = strlen(lookup->rest);
	char *buffer = path_buffer_take();
	long length = -ENOMEM;

	if (buffer)
		length = link->operations->read_link(link, buffer, PATH_MAX);
	if (!length)
		length = -ENOENT;
	if (length > 0 && (size_t)length + rest + 2 > PATH_MAX)
		length = -ENAMETOOLONG;
	if (length < 0) {
		path_buffer_give(buffer);
		return (int)length;
	}
	if (rest)
		buffer[length++] = '/';
	memcpy(buffer + length, lookup->rest, rest + 1);
	path_buffer_give(lookup->buffer);
	lookup->buffer = lookup->rest = buffer;
	return 0;
}

static int follow(struct lookup *lookup, struct inode *link)
{
	struct entry *to;
	int result;

	if (resolves(lookup, RESOLVE_NO_SYMLINKS) || ++lookup->links > LINKS_FOLLOWED)
		return -ELOOP;
	if (link->operations->follow) {
		if (resolves(lookup, RESOLVE_NO_MAGICLINKS))
			return -ELOOP;
		if (lookup->base)
			return -EXDEV;
		result = link->operations->follow(link, &to);
		if (!result)
			go_to(lookup, to);
		return result;
	}
	result = splice_link(lookup, link);
	if (result || *lookup->rest != '/')
		return result;
	pass_slashes(lookup);
	return begin_at_root(lookup);
}

/* ---- the walk ---- */

/* `name`, behind which come slashes or not, is the last name for LOOKUP_PARENT. */
static bool ends_here(struct lookup *lookup, const struct name *name, bool slash)
{
	if (!(lookup->flags & LOOKUP_PARENT) || *lookup->rest)
		return false;
	lookup->last = *name;
	lookup->slash = slash;
	lookup->last_kind = is_name(name, ".")    ? LAST_DOT
	                    : is_name(name, "..") ? LAST_DOT_DOT
	                                          : LAST_NAME;
	return true;
}

static int step_into(struct lookup *lookup, struct entry *found, bool follows)
{
	int result;

	if (follows && is_kind(found->inode, MODE_LINK)) {
		result = follow(lookup, found->inode);
		entry_put(found);
		return result;
	}
	if (resolves(lookup, RESOLVE_NO_XDEV) &&
	    found->inode->system != lookup->entry->inode->system) {
		entry_put(found);
		return -EXDEV;
	}
	go_to(lookup, found);
	return 0;
}

static int step(struct lookup *lookup, const struct name *name, bool slash)
{
	struct entry *found;
	int result;

	if (is_name(name, ".") || is_name(name, "..")) {
		if (!is_directory(lookup->entry->inode))
			return -ENOTDIR;
		result = inode_permit(lookup->entry->inode, MAY_EXECUTE);
		return result || name->length == 1 ? result : step_up(lookup);
	}
	result = entry_find(lookup->entry, name, &found);
	if (result)
		return result;
	return step_into(lookup, found,
	                 slash || *lookup->rest || (lookup->flags & LOOKUP_FOLLOW));
}

static int walk(struct lookup *lookup)
{
	bool slash = false;
	int result = 0;

	while (!result && *lookup->rest) {
		struct name name = take_name(lookup);
		slash = pass_slashes(lookup);
		if (ends_here(lookup, &name, slash))
			return is_directory(lookup->entry->inode)
			               ? inode_permit(lookup->entry->inode, MAY_EXECUTE)
			               : -ENOTDIR;
		result = step(lookup, &name, slash);
	}
	if (!result && slash && !is_directory(lookup->entry->inode))
		result = -ENOTDIR;
	return result;
}

static int start(struct lookup *lookup, int directory)
{
	bool absolute = *lookup->rest == '/';
	int result = 0;

	if (!*lookup->rest && !(lookup->flags & LOOKUP_EMPTY))
		return -ENOENT;
	if (!absolute ||
	    (lookup->flags & LOOKUP_RESOLVE(RESOLVE_BENEATH | RESOLVE_IN_ROOT)))
		result = begin_at(lookup, directory);
	if (result)
		return result;
	if (lookup->flags & LOOKUP_RESOLVE(RESOLVE_BENEATH | RESOLVE_IN_ROOT))
		lookup->base = entry_get(lookup->entry);
	if (!absolute)
		return 0;
	pass_slashes(lookup);
	lookup->last_kind = LAST_ROOT;
	return begin_at_root(lookup);
}

/* The path is in the buffer. */
static int run(struct lookup *lookup, int directory)
{
	int result = tree_begin();

	if (!result)
		result = start(lookup, directory);
	if (!result)
		result = walk(lookup);
	if (result)
		lookup_end(lookup);
	return result;
}

static int prepare(struct lookup *lookup, unsigned flags)
{
	*lookup = (struct lookup){.flags = flags, .buffer = path_buffer_take()};
	lookup->rest = lookup->buffer;
	return lookup->buffer ? 0 : -ENOMEM;
}

int lookup(struct lookup *lookup, int directory, const char *path, unsigned flags)
{
	int result = prepare(lookup, flags);

	if (result)
		return result;
	long length = copy_string_in(lookup->buffer, path, PATH_MAX);
	if (length < 0) {
		lookup_end(lookup);
		return (int)length;
	}
	return run(lookup, directory);
}

int lookup_own(struct lookup *lookup, int directory, const char *path, unsigned flags)
{
	int result = prepare(lookup, flags);
	size_t length = strlen(path);

	if (result)
		return result;
	if (length >= PATH_MAX) {
		lookup_end(lookup);
		return -ENAMETOOLONG;
	}
	memcpy(lookup->buffer, path, length + 1);
	return run(lookup, directory);
}

void lookup_end(struct lookup *lookup)
{
	if (lookup->entry)
		entry_put(lookup->entry);
	if (lookup->base)
		entry_put(lookup->base);
	path_buffer_give(lookup->buffer);
	lookup->entry = lookup->base = NULL;
	lookup->buffer = NULL;
}

int lookup_last(struct lookup *lookup, struct entry **found)
{
	struct entry *directory = lookup->entry;

	if (lookup->last.length > NAME_LONGEST)
		return -ENAMETOOLONG;
	if (directory->removed || !directory->inode->operations->lookup)
		return -ENOENT;
	return directory->inode->operations->lookup(directory, &lookup->last, found);
}

int lookup_follow_last(struct lookup *lookup, struct entry *link)
{
	int result;

	lookup->rest += strlen(lookup->rest);
	result = follow(lookup, link->inode);
	entry_put(link);
	lookup->last_kind = LAST_ROOT;
	lookup->last.length = 0;
	if (!result)
		result = walk(lookup);
	if (result)
		lookup_end(lookup);
	return result;
}
