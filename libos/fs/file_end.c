/* SPDX-License-Identifier: ISC */
/*
 * The end of an open file: what all kinds have in common. Within call_blocking().
 */
#include "fs/locks.h"
#include <linux/inotify.h>

void entry_put(struct entry *entry) WEAK; /* who has an entry has linked it */

void file_end(struct file *file)
{
	struct entry *entry = file->entry;

	if (entry && tree_notify && !(file->flags & O_PATH))
		tree_notify(entry,
		            file->flags & O_ACCMODE ? IN_CLOSE_WRITE : IN_CLOSE_NOWRITE);
	if (file->epolls && epoll_file_gone)
		epoll_file_gone(file);
	if (entry && entry->inode->locks)
		file_locks_release(entry->inode, file);
	if (file->operations->release)
		file->operations->release(file);
	if (entry)
		entry_put(entry);
}
