/* SPDX-License-Identifier: ISC */
/*
 * memfd_create(2): a file in memory without a name in any directory. All of them are of a
 * tmpfs that is mounted nowhere, made with the first.
 */
#include "fs/tmpfs/seals.h"
#include "syscalls.h"
#include <linux/memfd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u /* Linux 6.3; headers may be older */
#define MFD_EXEC        0x0010u
#endif

LINKS(tmpfs_seals_fcntl);

#define FLAGS  (MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC)
#define PREFIX "memfd:"
#define LENGTH (sizeof PREFIX - 1)
#define DEVICE 1 /* st_dev; mounted file systems have others */

static struct tmpfs *system;
static struct mutex begin_mutex;

static struct tmpfs *begin(void)
{
	mutex_acquire(&begin_mutex);
	if (!system) {
		system = tmpfs_make("tmpfs", 0777);
		if (system)
			system->system.device = DEVICE;
	}
	mutex_release(&begin_mutex);
	return system;
}

struct call {
	char text[NAME_LONGEST + 1]; /* with the prefix */
	size_t length;
	unsigned flags;
};

static int make_entry(struct entry *root, const struct call *call, struct entry **entry)
{
	const struct creation what = {
	        .mode = MODE_REGULAR | (call->flags & MFD_NOEXEC_SEAL ? 0666 : 0777),
	        .user = user_for_files(),
	        .group = group_for_files()};
	const struct name name = {call->text, (unsigned)call->length};
	struct mutex *names = &root->inode->system->names;

	mutex_acquire(names);
	int result = tmpfs_create_unnamed(root, &what, entry);
	if (!result)
		result = entry_rename(*entry, root, &name);
	mutex_release(names);
	return result == -ENOSPC ? -ENOMEM : result;
}

static void set_seals(struct tmpfs_inode *node, unsigned flags)
{
	node->sealable = flags & (MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
	node->seals = flags & MFD_NOEXEC_SEAL ? F_SEAL_EXEC : 0;
}

static long create(void *argument)
{
	const struct call *call = argument;
	struct tmpfs *tmpfs = begin();
	struct entry *entry;
	struct file *file;

	if (!tmpfs)
		return -ENOMEM;
	int result = make_entry(tmpfs->system.root, call, &entry);
	if (result)
		return result;
	set_seals(tmpfs_inode(entry), call->flags);
	result = tmpfs_open(entry, O_RDWR | O_LARGEFILE, &file);
	if (result) {
		entry_put(entry);
		return result;
	}
	file->entry = entry;
	return file_install(file, call->flags & MFD_CLOEXEC);
}

/* partial: MFD_HUGETLB is -EINVAL */
long sys_memfd_create(const char *name, unsigned flags)
{
	struct call call = {.text = PREFIX, .flags = flags};

	if ((flags & ~FLAGS) ||
	    (flags & (MFD_EXEC | MFD_NOEXEC_SEAL)) == (MFD_EXEC | MFD_NOEXEC_SEAL))
		return -EINVAL;
	long length = copy_string_in(call.text + LENGTH, name, sizeof call.text - LENGTH);
	if (length < 0)
		return length == -ENAMETOOLONG ? -EINVAL : length;
	call.length = LENGTH + (size_t)length;
	return call_blocking(create, &call);
}
