/* SPDX-License-Identifier: ISC */
/*
 * Where the host's files come into the tree (mount.c): as its root, with the working
 * directory and the identity of who started the program, or as volumes somewhere in it.
 * Linked where an image can run as a process and uses files.
 */
#include "fs/create.h"
#include "fs/mount.h"
#include "host.h"
#include "identity/credentials.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <asm/statfs.h>
#include <linux/limits.h>
#include <linux/mount.h>

#define DIRECTORY_MODE 0755u
#define FILE_MODE      0644u

uint32_t host_user, host_group;
bool host_whole;
static uint32_t mask = UMASK_DEFAULT;

uint32_t umask_first(void)
{
	return mask;
}

/* ---- a file system */

static int statistics(struct file_system *system, struct statfs *to)
{
	struct platform_volume_request request = {.buffer = to};

	return (int)host_ask(&request, PLATFORM_VOLUME_STATISTICS,
	                     host_handle(system->root));
}

static int sync(struct file_system *system)
{
	struct platform_volume_request request = {.flags = PLATFORM_VOLUME_ALL};

	return (int)host_ask(&request, PLATFORM_VOLUME_SYNC, host_handle(system->root));
}

static const struct file_system_operations operations = {
        .statistics = statistics,
        .sync = sync,
};

static int make(const struct platform_volume_request *volume, struct file_system **made)
{
	const struct name none = {"", 0};
	struct file_system *system = heap_allocate(sizeof *system);
	struct inode *inode;

	if (!system)
		return -ENOMEM;
	system->operations = &operations;
	system->type = system->source = "host";
	system->flags =
	        MS_NOSUID | (host_whole ? 0 : MS_NODEV | MS_NOEXEC) |
	        (volume->flags & PLATFORM_VOLUME_READ_ONLY ? (unsigned)MS_RDONLY : 0);
	int result = host_inode_get(system, volume->handle, &volume->status, &inode);
	if (!result)
		result = host_entry_get(NULL, &none, inode, &system->root);
	if (result)
		heap_free(system, sizeof *system);
	*made = system;
	return result;
}

/* Volume `number`, its path in `path`, PATH_MAX bytes; its length, or -errno. */
static long describe(struct platform_volume_request *volume, uint64_t number, char *path)
{
	*volume = (struct platform_volume_request){
	        .position = number, .buffer = path, .size = PATH_MAX};
	return host_ask(volume, PLATFORM_VOLUME_DESCRIBE, 0);
}

/* ---- the root */

int host_root(struct file_system **root)
{
	struct platform_volume_request volume;
	char *path = host_whole ? path_buffer_take() : NULL;
	int result = 0;

	*root = NULL;
	if (!host_whole)
		return 0;
	if (!path)
		return -ENOMEM;
	if (describe(&volume, 0, path) > 0)
		result = make(&volume, root);
	path_buffer_give(path);
	return result;
}

/* Where the program was started, if that can be found. */
static void enter_directory(char *path)
{
	struct platform_volume_request request = {.buffer = path, .size = PATH_MAX};
	struct lookup at;

	if (host_ask(&request, PLATFORM_VOLUME_STARTED, 0) <= 0 ||
	    lookup_own(&at, AT_FDCWD, path, LOOKUP_FOLLOW))
		return;
	if (is_directory(at.entry->inode))
		directory_set(at.entry, NULL);
	lookup_end(&at);
}

/* ---- volumes */

/* What isn't there of a path is made. */
static int make_place(char *path, bool directory)
{
	int result = 0;

	for (char *at = path + 1; !result; at++) {
		char end = *at;
		if (end && end != '/')
			continue;
		struct creation what = {.mode = end || directory
		                                        ? MODE_DIRECTORY | DIRECTORY_MODE
		                                        : MODE_REGULAR | FILE_MODE};
		*at = 0;
		result = path_create(AT_FDCWD, path, &what, NULL);
		*at = end;
		if (result == -EEXIST)
			result = 0;
		if (!end)
			break;
	}
	return result;
}

static int mount(const struct platform_volume_request *volume, char *path)
{
	struct file_system *system;
	struct lookup at;
	int result =
	        make_place(path, (volume->status.mode & MODE_TYPE) == MODE_DIRECTORY);

	if (!result)
		result = lookup_own(&at, AT_FDCWD, path, LOOKUP_FOLLOW);
	if (result)
		return result;
	result = make(volume, &system);
	if (!result)
		file_system_mount(system, entry_get(at.entry));
	lookup_end(&at);
	return result;
}

static int mount_all(char *path)
{
	struct platform_volume_request volume;
	int result = 0;

	for (uint64_t n = 0; !result && describe(&volume, n, path) > 0; n++) {
		if (path[1])
			result = mount(&volume, path);
		if (result)
			log_line("the volume for %s: error %lu", path,
			         (unsigned long)-result);
	}
	return result;
}

int volumes_mount(void)
{
	char *path = path_buffer_take();

	if (!path)
		return -ENOMEM;
	int result = mount_all(path);
	if (!result && host_whole)
		enter_directory(path);
	path_buffer_give(path);
	return result;
}

/* ---- before the program runs */

extern __typeof__(credentials) credentials WEAK;
extern __typeof__(sys_umask) sys_umask WEAK;

static void take_identity(void)
{
	struct ids *user = &credentials.user, *group = &credentials.group;

	if (!&credentials)
		return;
	*user = (struct ids){host_user, host_user, host_user, host_user};
	*group = (struct ids){host_group, host_group, host_group, host_group};
	if (host_user)
		credentials.effective = credentials.permitted = 0;
}

static __attribute__((constructor(101))) void begin(void)
{
	struct platform_volume_request request;
	char path[2];

	request = (struct platform_volume_request){.buffer = path, .size = sizeof path};
	if (host_ask(&request, PLATFORM_VOLUME_STARTED, 0) == -ENODEV)
		return;
	host_user = request.status.user;
	host_group = request.status.group;
	mask = request.flags;
	if (sys_umask)
		sys_umask(mask);
	request.position = 0;
	host_whole = host_ask(&request, PLATFORM_VOLUME_DESCRIBE, 0) == 1;
	if (host_whole)
		take_identity();
	host_streams_begin();
}
