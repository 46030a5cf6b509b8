/* SPDX-License-Identifier: ISC */
/*
 * What happens in the tree, for those who watch it (inotify.h): the hooks of tree.h.
 */
#include "event/inotify.h"

LINKS(inotify_lock);
const char inotify_tell;

#define DESCRIBES (IN_ISDIR | IN_CREATE | IN_MOVE | IN_DELETE)

/* With the lock. Marks with IN_ONESHOT go, and their inodes' references with them, one
 * at a time: true, again. */
static bool queue_all(struct inode *inode, unsigned event, unsigned cookie,
                      const struct name *name)
{
	struct marks *mark = inode->marks, *next;

	for (; mark; mark = next) {
		next = mark->next_of_inode;
		if (!(mark->mask & event & (IN_ALL_EVENTS | IN_UNMOUNT)))
			continue;
		inotify_queue(mark->inotify, mark->number, event, cookie, name);
		if (!(mark->mask & IN_ONESHOT))
			continue;
		inotify_queue(mark->inotify, mark->number, IN_IGNORED, 0, NULL);
		inotify_unmark(mark);
		return true;
	}
	return false;
}

static void queue(struct inode *inode, unsigned event, unsigned cookie,
                  const struct name *name)
{
	bool lost;

	if (!__atomic_load_n(&inode->marks, __ATOMIC_ACQUIRE))
		return;
	do {
		lock_acquire(&inotify_lock);
		lost = queue_all(inode, event, cookie, name);
		lock_release(&inotify_lock);
		if (lost)
			inode_put(inode);
	} while (lost);
}

void tree_notify_name(struct inode *directory, const struct name *name, unsigned event,
                      unsigned cookie, bool is_directory_too)
{
	queue(directory, event | (is_directory_too ? IN_ISDIR : 0), cookie, name);
}

/* All marks of what is gone go. */
static void gone(struct inode *inode)
{
	struct marks *mark;

	for (;;) {
		lock_acquire(&inotify_lock);
		mark = inode->marks;
		if (mark) {
			inotify_queue(mark->inotify, mark->number, IN_IGNORED, 0, NULL);
			inotify_unmark(mark);
		}
		lock_release(&inotify_lock);
		if (!mark)
			return;
		inode_put(inode);
	}
}

void tree_notify(struct entry *entry, unsigned event)
{
	struct inode *inode = entry->inode;
	unsigned directory = is_directory(inode) ? IN_ISDIR : 0;
	char text[NAME_LONGEST];
	struct name name = {text, 0};

	if (!(event & IN_CREATE))
		queue(inode, event | directory, 0, NULL);
	if (!__atomic_load_n(&entry->parent->inode->marks, __ATOMIC_ACQUIRE) ||
	    entry->parent == entry)
		return;
	mutex_acquire(&inode->system->names);
	struct entry *parent = entry_get(entry->parent);
	name.length =
	        entry->name_length < NAME_LONGEST ? entry->name_length : NAME_LONGEST;
	memcpy(text, entry->name, name.length);
	mutex_release(&inode->system->names);
	queue(parent->inode, event | directory, 0, &name);
	entry_put(parent);
}

void tree_notify_removed(struct entry *directory, struct entry *entry)
{
	const struct name name = {entry->name, entry->name_length};
	struct inode *inode = entry->inode;
	bool is_gone = is_directory(inode) || !inode->attributes.links;

	if (!is_directory(inode))
		queue(inode, IN_ATTRIB, 0, NULL);
	if (is_gone) {
		queue(inode, IN_DELETE_SELF, 0, NULL);
		gone(inode);
	}
	tree_notify_name(directory->inode, &name, IN_DELETE, 0, is_directory(inode));
}

void tree_notify_moved(struct entry *from, const struct name *old_name, struct entry *to,
                       const struct name *new_name, struct entry *entry)
{
	static unsigned cookies;
	unsigned cookie = __atomic_add_fetch(&cookies, 1, __ATOMIC_RELAXED);
	bool directory = is_directory(entry->inode);

	tree_notify_name(from->inode, old_name, IN_MOVED_FROM, cookie, directory);
	tree_notify_name(to->inode, new_name, IN_MOVED_TO, cookie, directory);
	queue(entry->inode, IN_MOVE_SELF, 0, NULL);
}
