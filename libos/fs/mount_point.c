/* SPDX-License-Identifier: ISC */
/*
 * Places in the root directory for the file systems that come with the libos. A root that
 * lies in memory gets a directory; in the host's root there is one or it isn't mounted.
 */
#include "fs/path.h"
#include "fs/tmpfs/tmpfs.h"

static int make(struct entry *root, const struct name *name, struct entry **at)
{
	const struct creation what = {.mode = MODE_DIRECTORY | 0755};
	struct mutex *names = &root->inode->system->names;

	mutex_acquire(names);
	int result = tmpfs_create(root, name, &what, at);
	mutex_release(names);
	return result;
}

int mount_point(const char *text, struct entry **at)
{
	const struct name name = {text, (unsigned)strlen(text)};
	struct entry *root = directory_root();
	int result = entry_find(root, &name, at);

	if (result == -ENOENT && root->inode->operations == &tmpfs_operations)
		result = make(root, &name, at);
	entry_put(root);
	return result;
}
