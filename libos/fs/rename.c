/* SPDX-License-Identifier: ISC */
/*
 * rename(2), renameat(2), renameat2(2).
 */
#include "fs/remove.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/fs.h>

struct call {
	int from_directory, to_directory;
	const char *from, *to;
	unsigned flags;
};

struct renaming {
	struct lookup from, to;
	struct entry *entry, *there; /* there NULL: nothing is */
	unsigned flags;
};

/* Is `entry` that directory or above it? */
static bool is_above(const struct entry *entry, const struct entry *directory)
{
	while (directory != entry && directory != directory->parent)
		directory = directory->parent;
	return directory == entry;
}

static int check_cycle(const struct renaming *r)
{
	if (is_above(r->entry, r->to.entry))
		return -EINVAL;
	if (r->there && is_above(r->there, r->from.entry))
		return r->flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
	return 0;
}

static int check_slashes(const struct renaming *r)
{
	if (is_directory(r->entry->inode))
		return 0;
	return r->from.slash || (!(r->flags & RENAME_EXCHANGE) && r->to.slash) ? -ENOTDIR
	                                                                       : 0;
}

/* What is there is replaced, or changes places. */
static int check_there(const struct renaming *r)
{
	bool directory = is_directory(r->entry->inode);
	int result = entry_permit_removal(r->to.entry, r->there);

	if (result || (r->flags & RENAME_EXCHANGE))
		return result;
	if (directory && !is_directory(r->there->inode))
		return -ENOTDIR;
	return !directory && is_directory(r->there->inode) ? -EISDIR : 0;
}

/* A directory that gets another parent changes itself, too. */
static int check_moved(const struct renaming *r, struct inode *inode)
{
	if (!is_directory(inode) || r->from.entry == r->to.entry)
		return 0;
	return inode_permit(inode, MAY_WRITE);
}

static int check(const struct renaming *r)
{
	int result = entry_permit_removal(r->from.entry, r->entry);

	if (!result)
		result = r->there ? check_there(r) : directory_permit_change(r->to.entry);
	if (!result)
		result = check_moved(r, r->entry->inode);
	if (!result && (r->flags & RENAME_EXCHANGE))
		result = check_moved(r, r->there->inode);
	if (!result && (r->entry->mounted || (r->there && r->there->mounted)))
		result = -EBUSY;
	if (!result && !r->from.entry->inode->operations->rename)
		result = -EPERM;
	return result;
}

static int find(struct renaming *r)
{
	int result = lookup_last(&r->from, &r->entry);

	if (result)
		return result;
	result = lookup_last(&r->to, &r->there);
	if (result == -ENOENT && !(r->flags & RENAME_EXCHANGE) && !r->to.entry->removed)
		return 0;
	if (!result && (r->flags & RENAME_NOREPLACE))
		result = -EEXIST;
	return result;
}

static int rename_entries(struct renaming *r)
{
	int result = find(r);

	if (!result)
		result = check_slashes(r);
	if (!result)
		result = check_cycle(r);
	if (result)
		return result;
	if (r->there && r->there->inode == r->entry->inode)
		return 0;
	result = check(r);
	if (result)
		return result;
	return r->from.entry->inode->operations->rename(
	        r->from.entry, r->entry, r->to.entry, &r->to.last, r->there, r->flags);
}

static void tell(const struct renaming *r)
{
	tree_notify_moved(r->from.entry, &r->from.last, r->to.entry, &r->to.last,
	                  r->entry);
	if (r->there && (r->flags & RENAME_EXCHANGE))
		tree_notify_moved(r->to.entry, &r->to.last, r->from.entry, &r->from.last,
		                  r->there);
}

static int rename_last(struct renaming *r)
{
	struct mutex *names = &r->from.entry->inode->system->names;
	int result;

	if (r->from.entry->inode->system != r->to.entry->inode->system)
		return -EXDEV;
	if (r->from.last_kind != LAST_NAME || r->to.last_kind != LAST_NAME)
		return (r->flags & RENAME_NOREPLACE) && r->from.last_kind == LAST_NAME
		               ? -EEXIST
		               : -EBUSY;
	mutex_acquire(names);
	result = rename_entries(r);
	mutex_release(names);
	if (!result && tree_notify_moved)
		tell(r);
	if (r->entry)
		entry_put(r->entry);
	if (r->there)
		entry_put(r->there);
	return result;
}

static long rename(void *argument)
{
	const struct call *call = argument;
	struct renaming r = {.flags = call->flags};
	long result = lookup(&r.from, call->from_directory, call->from, LOOKUP_PARENT);

	if (result)
		return result;
	result = lookup(&r.to, call->to_directory, call->to, LOOKUP_PARENT);
	if (!result) {
		result = rename_last(&r);
		lookup_end(&r.to);
	}
	lookup_end(&r.from);
	return result;
}

/* partial: RENAME_WHITEOUT is -EINVAL */
long sys_renameat2(int from_directory, const char *from, int to_directory, const char *to,
                   unsigned flags)
{
	struct call call = {from_directory, to_directory, from, to, flags};

	if ((flags & ~(unsigned)(RENAME_NOREPLACE | RENAME_EXCHANGE)) ||
	    flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	return call_blocking(rename, &call);
}

/* full */
long sys_renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	return sys_renameat2(from_directory, from, to_directory, to, 0);
}

/* full */
long sys_rename(const char *from, const char *to)
{
	return sys_renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
