/* SPDX-License-Identifier: ISC */
/*
 * New names in directories (create.h).
 */
#include "fs/create.h"
#include "identity/capable.h"
#include <linux/inotify.h>

void creation_complete(struct creation *what, const struct inode *directory)
{
	const struct attributes *of = &directory->attributes;
	bool link = (what->mode & MODE_TYPE) == MODE_LINK;

	what->mode = link ? MODE_LINK | 0777 : what->mode & ~umask_now();
	what->user = user_for_files();
	what->group = group_for_files();
	if (!(of->mode & MODE_SET_GROUP))
		return;
	what->group = of->group;
	if ((what->mode & MODE_TYPE) == MODE_DIRECTORY)
		what->mode |= MODE_SET_GROUP;
}

int directory_permit_change(struct entry *directory)
{
	if (directory->removed)
		return -ENOENT;
	return inode_permit(directory->inode, MAY_WRITE | MAY_EXECUTE);
}

static bool is_device(const struct creation *what)
{
	uint32_t type = what->mode & MODE_TYPE;

	return type == MODE_CHARACTER || type == MODE_BLOCK;
}

int entry_create(struct lookup *at, struct creation *what, struct entry **made)
{
	struct inode *directory = at->entry->inode;
	int result = directory_permit_change(at->entry);

	if (result)
		return result;
	if (!directory->operations->create || (is_device(what) && !capable(CAP_MKNOD)))
		return -EPERM;
	creation_complete(what, directory);
	return directory->operations->create(at->entry, &at->last, what, made);
}

void entry_created(const struct entry *entry)
{
	if (tree_notify)
		tree_notify((struct entry *)(uintptr_t)entry, IN_CREATE);
}

static int create_last(struct lookup *at, struct creation *what, struct entry **made)
{
	struct mutex *names = &at->entry->inode->system->names;
	int result;

	mutex_acquire(names);
	result = lookup_last(at, made);
	if (!result) {
		entry_put(*made);
		result = -EEXIST;
	} else if (result == -ENOENT) {
		bool directory = (what->mode & MODE_TYPE) == MODE_DIRECTORY;
		result = at->slash && !directory ? -ENOENT : entry_create(at, what, made);
	}
	mutex_release(names);
	return result;
}

static int create_at(struct lookup *at, struct creation *what, struct entry **made)
{
	struct entry *entry;
	int result = at->last_kind == LAST_NAME ? create_last(at, what, &entry) : -EEXIST;

	lookup_end(at);
	if (result)
		return result;
	entry_created(entry);
	if (made)
		*made = entry;
	else
		entry_put(entry);
	return 0;
}

int path_create(int directory, const char *path, struct creation *what,
                struct entry **made)
{
	struct lookup at;
	int result = lookup(&at, directory, path, LOOKUP_PARENT);

	return result ? result : create_at(&at, what, made);
}

int path_create_own(int directory, const char *path, struct creation *what,
                    struct entry **made)
{
	struct lookup at;
	int result = lookup_own(&at, directory, path, LOOKUP_PARENT);

	return result ? result : create_at(&at, what, made);
}
