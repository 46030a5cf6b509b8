/* SPDX-License-Identifier: ISC */
/*
 * From an entry to its path (path.h): upwards, name by name, through mounts. Each step
 * holds the names of one file system, so a path that is renamed meanwhile may be a
 * mixture of before and after, as without a lock over all of them it must.
 */
#include "fs/path.h"

struct upwards {
	char *start, *at; /* the path so far is at the end of the buffer */
	bool fits;
};

static void put_text(struct upwards *path, const char *text, size_t length)
{
	path->fits = path->fits && length <= (size_t)(path->at - path->start);
	if (!path->fits)
		return;
	path->at -= length;
	memcpy(path->at, text, length);
}

/* The name of `entry`, and its parent with a reference. */
static struct entry *put_name(struct upwards *path, struct entry *entry)
{
	struct mutex *names = &entry->inode->system->names;

	mutex_acquire(names);
	put_text(path, entry->name, entry->name_length);
	put_text(path, "/", 1);
	struct entry *parent = entry_get(entry->parent);
	mutex_release(names);
	return parent;
}

/* Up to the root, or to what has nothing above it. */
static void climb(struct upwards *path, struct entry *entry, const struct entry *root)
{
	entry_get(entry);
	while (entry != root) {
		struct file_system *system = entry->inode->system;
		struct entry *above;
		if (entry != system->root) {
			above = put_name(path, entry);
		} else if (system->at) {
			above = entry_get(system->at);
		} else {
			put_text(path, "(unreachable)", 13);
			break;
		}
		entry_put(entry);
		entry = above;
	}
	entry_put(entry);
}

char *entry_path(struct entry *entry, char *to, size_t size)
{
	struct upwards path = {to, to + size, true};
	struct entry *root = directory_root();

	put_text(&path, "", 1);
	if (entry->removed)
		put_text(&path, " (deleted)", 10);
	char *end = path.at;
	climb(&path, entry, root);
	if (path.at == end)
		put_text(&path, "/", 1);
	entry_put(root);
	return path.fits ? path.at : NULL;
}
