/* SPDX-License-Identifier: ISC */
/*
 * inotify_init(2), inotify_init1(2), inotify_add_watch(2), inotify_rm_watch(2).
 */
#include "event/inotify.h"
#include "fs/path.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <linux/fcntl.h>

LINKS(inotify_tell);

static long make(void *argument)
{
	const int *flags = argument;
	struct inotify *inotify = heap_allocate(sizeof *inotify);

	if (!inotify)
		return -ENOMEM;
	inotify->file = (struct file){.operations = &inotify_operations,
	                              .references = 1,
	                              .flags = (unsigned)*flags & O_NONBLOCK,
	                              .watches = &inotify->watches};
	return file_install(&inotify->file, *flags & O_CLOEXEC);
}

/* full */
long sys_inotify_init1(int flags)
{
	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	return call_blocking(make, &flags);
}

/* full */
long sys_inotify_init(void)
{
	return sys_inotify_init1(0);
}

struct call {
	int number, mark;
	const char *path;
	unsigned mask;
};

/* The instance's file, with a reference. */
static struct inotify *instance(int number, int *error)
{
	struct file *file = file_get(number);

	*error = file ? -EINVAL : -EBADF;
	if (file && file->operations == &inotify_operations)
		return (struct inotify *)file;
	if (file)
		file_put(file);
	return NULL;
}

static struct marks *find(const struct inotify *inotify, const struct inode *inode)
{
	struct marks *mark = inode->marks;

	while (mark && mark->inotify != inotify)
		mark = mark->next_of_inode;
	return mark;
}

static int change(struct marks *mark, unsigned mask)
{
	if (mask & IN_MASK_CREATE)
		return -EEXIST;
	mark->mask = mask & IN_MASK_ADD ? mark->mask | mask : mask;
	return mark->number;
}

static int add_new(struct inotify *inotify, struct inode *inode, unsigned mask,
                   struct marks *new)
{
	*new = (struct marks){.inotify = inotify,
	                      .inode = inode_get(inode),
	                      .next_of_inode = inode->marks,
	                      .next = inotify->marks,
	                      .link = &inotify->marks,
	                      .number = ++inotify->next_mark,
	                      .mask = mask};
	if (new->next)
		new->next->link = &new->next;
	inotify->marks = new;
	inode->marks = new;
	return new->number;
}

static long mark_inode(struct inotify *inotify, struct inode *inode, unsigned mask)
{
	struct marks *new = heap_allocate(sizeof *new);
	long result = -ENOMEM;

	if (!new)
		return result;
	lock_acquire(&inotify_lock);
	struct marks *mark = find(inotify, inode);
	result = mark ? change(mark, mask) : add_new(inotify, inode, mask, new);
	lock_release(&inotify_lock);
	if (mark)
		heap_free(new, sizeof *new);
	return result;
}

static long add_at(struct inotify *inotify, const struct call *call)
{
	struct lookup at;
	long result = lookup(&at, AT_FDCWD, call->path,
	                     call->mask & IN_DONT_FOLLOW ? 0 : LOOKUP_FOLLOW);

	if (result)
		return result;
	result = inode_permit(at.entry->inode, MAY_READ);
	if (!result && (call->mask & IN_ONLYDIR) && !is_directory(at.entry->inode))
		result = -ENOTDIR;
	if (!result)
		result = mark_inode(inotify, at.entry->inode, call->mask);
	lookup_end(&at);
	return result;
}

static long add(void *argument)
{
	const struct call *call = argument;
	int error;
	struct inotify *inotify = instance(call->number, &error);

	if (!inotify)
		return error;
	long result = add_at(inotify, call);
	file_put(&inotify->file);
	return result;
}

/* full */
long sys_inotify_add_watch(int number, const char *path, unsigned mask)
{
	struct call call = {.number = number, .path = path, .mask = mask};

	if (!(mask & (IN_ALL_EVENTS | IN_UNMOUNT)) ||
	    (mask & IN_MASK_ADD && mask & IN_MASK_CREATE))
		return -EINVAL;
	return call_blocking(add, &call);
}

static long remove_mark(struct inotify *inotify, int number)
{
	struct inode *inode = NULL;
	struct marks *mark;

	lock_acquire(&inotify_lock);
	mark = inotify->marks;
	while (mark && mark->number != number)
		mark = mark->next;
	if (mark) {
		inode = inotify_unmark(mark);
		inotify_queue(inotify, number, IN_IGNORED, 0, NULL);
	}
	lock_release(&inotify_lock);
	if (!inode)
		return -EINVAL;
	inode_put(inode);
	return 0;
}

static long remove(void *argument)
{
	const struct call *call = argument;
	int error;
	struct inotify *inotify = instance(call->number, &error);

	if (!inotify)
		return error;
	long result = remove_mark(inotify, call->mark);
	file_put(&inotify->file);
	return result;
}

/* full */
long sys_inotify_rm_watch(int number, int mark)
{
	struct call call = {.number = number, .mark = mark};

	return call_blocking(remove, &call);
}
