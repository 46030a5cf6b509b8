/* SPDX-License-Identifier: ISC */
/*
 * Which file systems there are, and where (tree.h). The first path that a program uses
 * makes the tree: the root, then what is mounted on it. All that isn't always there comes
 * in through weak references, from the members that the image brings.
 * Lock: mounts_lock guards the list; file systems stay once they are mounted.
 */
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/tmpfs/tmpfs.h"

LINKS(platform_volume); /* which brings in host/ where the image can have it */

#define ROOT_MODE      0755u
#define TEMPORARY_MODE 01777u
#define DEVICE_FIRST                                                       \
	0x18u /* st_dev of the first; Linux's anonymous ones begin so, too \
	       */

struct file_system *file_systems;
static struct lock mounts_lock;
static struct mutex begin_mutex;
static bool begun;

void file_system_mount(struct file_system *system, struct entry *at)
{
	static uint64_t next = DEVICE_FIRST;
	struct file_system **last = &file_systems;

	lock_acquire(&mounts_lock);
	system->device = next++;
	system->at = at;
	while (*last)
		last = &(*last)->next;
	__atomic_store_n(last, system, __ATOMIC_RELEASE);
	if (at)
		__atomic_store_n(&at->mounted, system, __ATOMIC_RELEASE);
	lock_release(&mounts_lock);
}

/* A root that nobody has furnished has at least a place for temporary files. */
static int make_temporary(struct tmpfs *tmpfs)
{
	const struct creation what = {.mode = MODE_DIRECTORY | TEMPORARY_MODE};
	const struct name name = {"tmp", 3};
	struct entry *made;
	int result = tmpfs_lookup(tmpfs->system.root, &name, &made);

	if (result == -ENOENT)
		result = tmpfs_create(tmpfs->system.root, &name, &what, &made);
	if (!result)
		entry_put(made);
	return result;
}

static int make_root(void)
{
	struct file_system *system = NULL;
	int result = host_root ? host_root(&system) : 0;

	if (!result && !system) {
		struct tmpfs *tmpfs = tmpfs_make("tmpfs", ROOT_MODE);
		if (!tmpfs)
			return -ENOMEM;
		system = &tmpfs->system;
		result = root_lower ? root_lower(tmpfs) : 0;
		if (!result)
			result = make_temporary(tmpfs);
	}
	if (result)
		return result;
	file_system_mount(system, NULL);
	directory_set(system->root, system->root);
	return 0;
}

/* A host may have no directory for it (mount_point()). */
static int unless_missing(int result)
{
	return result == -ENOENT ? 0 : result;
}

static int make_rest(void)
{
	int result = devices_make ? unless_missing(devices_make()) : 0;

	if (!result && proc_mount)
		result = unless_missing(proc_mount());
	if (!result && sys_mount_tree)
		result = unless_missing(sys_mount_tree());
	if (!result && volumes_mount)
		result = volumes_mount();
	return result;
}

/* The walks of make_rest() come here again. */
int tree_begin(void)
{
	static struct thread *beginner;
	int result = 0;

	if (__atomic_load_n(&begun, __ATOMIC_ACQUIRE) || beginner == thread_this())
		return 0;
	mutex_acquire(&begin_mutex);
	if (!begun) {
		beginner = thread_this();
		result = file_systems ? 0 : make_root();
		if (!result)
			result = make_rest();
		beginner = NULL;
		__atomic_store_n(&begun, !result, __ATOMIC_RELEASE);
	}
	mutex_release(&begin_mutex);
	return result;
}
