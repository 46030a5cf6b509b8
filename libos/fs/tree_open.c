/* SPDX-License-Identifier: ISC */
/*
 * Opening what a path names: finding or making it, asking whether it may be, and the file
 * of its kind.
 */
#include "fs/create.h"
#include "fs/open.h"
#include "fs/stat.h"
#include "mem/heap.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>
#include <linux/mount.h>

LINKS(file_end);
LINKS(fcntl_lock);
LINKS(device_file_make); /* device_character_open() */
LINKS(node_operations);  /* device_block_open() */

#define NOT_KEPT        (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC) /* of F_GETFL */
#define FILE_PATH_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* ---- files that only stand for a name (O_PATH) ---- */

static void path_release(struct file *file)
{
	heap_free(file, sizeof *file);
}

static const struct file_operations path_operations = {
        .status = tree_status,
        .release = path_release,
};

static int path_file_open(unsigned flags, struct file **file)
{
	*file = heap_allocate(sizeof **file);
	if (!*file)
		return -ENOMEM;
	**file = (struct file){
	        .operations = &path_operations, .references = 1, .flags = flags};
	return 0;
}

/* ---- an entry ---- */

static unsigned access_wanted(unsigned flags)
{
	unsigned mode = flags & O_ACCMODE;

	return (mode != O_WRONLY ? MAY_READ : 0) |
	       (mode != O_RDONLY || (flags & O_TRUNC) ? MAY_WRITE : 0);
}

/* The kind of inode against the flags. */
static int check_kind(const struct inode *inode, unsigned flags)
{
	if (is_kind(inode, MODE_LINK) && !(flags & O_PATH))
		return -ELOOP;
	if ((flags & O_DIRECTORY) && !is_directory(inode))
		return -ENOTDIR;
	if (is_directory(inode) && !(flags & O_PATH) &&
	    ((flags & O_CREAT) || (access_wanted(flags) & MAY_WRITE)))
		return -EISDIR;
	if ((is_kind(inode, MODE_CHARACTER) || is_kind(inode, MODE_BLOCK)) &&
	    (inode->system->flags & MS_NODEV))
		return -EACCES;
	return 0;
}

static int check(struct inode *inode, unsigned flags, bool made)
{
	int result = check_kind(inode, flags);

	if (result || (flags & O_PATH) || made)
		return result;
	result = inode_permit(inode, access_wanted(flags));
	if (!result && (flags & O_NOATIME) && !inode_owned(inode))
		result = -EPERM;
	return result;
}

static int truncate_now(struct entry *entry)
{
	const struct attributes to = {.size = 0};
	struct inode *inode = entry->inode;

	if (!is_kind(inode, MODE_REGULAR))
		return 0;
	mutex_acquire(&inode->mutex);
	int result = inode->operations->change
	                     ? inode->operations->change(inode, &to, ATTRIBUTE_SIZE)
	                     : -EPERM;
	mutex_release(&inode->mutex);
	return result;
}

int entry_open(struct entry *entry, unsigned flags, bool made, struct file **file)
{
	int result = check(entry->inode, flags, made);

	if (result)
		return result;
	if (flags & O_PATH)
		result = path_file_open(flags & FILE_PATH_FLAGS & ~(unsigned)O_CLOEXEC,
		                        file);
	else if ((flags & O_TRUNC) && !made)
		result = truncate_now(entry);
	if (!result && !(flags & O_PATH))
		result = entry->inode->operations->open(entry, flags | O_LARGEFILE, file);
	if (result)
		return result;
	(*file)->flags &= ~(unsigned)NOT_KEPT;
	(*file)->entry = entry_get(entry);
	if (tree_notify && !(flags & O_PATH))
		tree_notify(entry, IN_OPEN);
	return 0;
}

int tree_open_special(struct entry *entry, unsigned flags, struct file **file)
{
	const struct attributes *attributes = &entry->inode->attributes;

	switch (attributes->mode & MODE_TYPE) {
	case MODE_DIRECTORY:
		return directory_open(entry, flags, file);
	case MODE_CHARACTER:
		return device_character_open ? device_character_open(attributes->device,
		                                                     entry, flags, file)
		                             : -ENXIO;
	case MODE_BLOCK:
		return device_block_open
		               ? device_block_open(attributes->device, flags, file)
		               : -ENXIO;
	case MODE_FIFO:
		return fifo_open ? fifo_open(entry->inode, flags, file) : -ENXIO;
	}
	return -ENXIO;
}

/* ---- finding or making it ---- */

/* What goes by the last name, or a new file under it; `names` is held. */
static int find_or_make(struct lookup *at, unsigned flags, uint32_t mode, bool *made,
                        struct entry **entry)
{
	struct creation what = {.mode = MODE_REGULAR | mode};
	int result = lookup_last(at, entry);

	if (!result && (flags & O_EXCL)) {
		entry_put(*entry);
		return -EEXIST;
	}
	if (result != -ENOENT)
		return result;
	*made = true;
	return entry_create(at, &what, entry);
}

static int open_or_create(struct lookup *at, unsigned flags, uint32_t mode,
                          struct file **file)
{
	struct mutex *names = &at->entry->inode->system->names;
	bool made = false;
	struct entry *entry;
	int result;

	if (at->last_kind != LAST_NAME)
		return entry_open(at->entry, flags, false, file);
	if (at->slash)
		return -EISDIR;
	mutex_acquire(names);
	result = find_or_make(at, flags, mode, &made, &entry);
	mutex_release(names);
	if (result)
		return result;
	if (made)
		entry_created(entry);
	entry = entry_into_mounts(entry);
	if (is_kind(entry->inode, MODE_LINK) && !(flags & O_NOFOLLOW)) {
		result = lookup_follow_last(at, entry);
		return result ? result : open_or_create(at, flags, mode, file);
	}
	result = entry_open(entry, flags, made, file);
	entry_put(entry);
	return result;
}

static int open_unnamed(struct lookup *at, unsigned flags, uint32_t mode,
                        struct file **file)
{
	struct creation what = {.mode = MODE_REGULAR | mode};
	struct inode *inode = at->entry->inode;
	struct entry *entry;
	int result = is_directory(inode) ? 0 : -ENOTDIR;

	if (!result)
		result = inode_permit(inode, MAY_WRITE | MAY_EXECUTE);
	if (!result && !inode->operations->create_unnamed)
		result = -EOPNOTSUPP;
	if (result)
		return result;
	creation_complete(&what, inode);
	mutex_acquire(&inode->system->names);
	result = inode->operations->create_unnamed(at->entry, &what, &entry);
	mutex_release(&inode->system->names);
	if (result)
		return result;
	result = entry_open(entry, flags & ~(unsigned)(O_TMPFILE), true, file);
	entry_put(entry);
	return result;
}

static int open_found(struct lookup *at, const struct open *how, struct file **file)
{
	if ((how->flags & O_TMPFILE) == O_TMPFILE)
		return open_unnamed(at, how->flags, how->mode, file);
	if (how->flags & O_CREAT)
		return open_or_create(at, how->flags, how->mode, file);
	return entry_open(at->entry, how->flags, false, file);
}

unsigned open_lookup_flags(const struct open *how)
{
	unsigned flags = LOOKUP_RESOLVE(how->resolve);

	if (how->flags & O_CREAT)
		return flags | LOOKUP_PARENT;
	return how->flags & O_NOFOLLOW ? flags : flags | LOOKUP_FOLLOW;
}

int open_at(struct lookup *at, const struct open *how, struct file **file)
{
	int result = open_found(at, how, file);

	lookup_end(at);
	return result;
}

int path_open(int directory, const char *path, unsigned flags, uint32_t mode,
              struct file **file)
{
	const struct open how = {.flags = flags, .mode = mode};
	struct lookup at;
	int result = lookup_own(&at, directory, path, open_lookup_flags(&how));

	return result ? result : open_at(&at, &how, file);
}
