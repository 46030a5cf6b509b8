/* SPDX-License-Identifier: ISC */
/*
 * What is in /dev: a tmpfs of its own with the nodes that Linux has there (devices.txt),
 * links to the process's own descriptors, and /dev/pts. Once, when the tree is made.
 */
#include "device.h"
#include "fs/console.h"
#include "fs/path.h"
#include "fs/tmpfs/tmpfs.h"
#include <linux/mount.h>

#define GROUP_TTY  5u
#define GROUP_DISK 6u

static const struct {
	char name[8];
	uint16_t mode, group;
	uint16_t device; /* as DEVICE() of small numbers */
} nodes[] = {
        {"null", 0666, 0, DEVICE_NULL},
        {"zero", 0666, 0, DEVICE_ZERO},
        {"full", 0666, 0, DEVICE_FULL},
        {"random", 0666, 0, DEVICE_RANDOM},
        {"urandom", 0666, 0, DEVICE_URANDOM},
        {"tty", 0666, GROUP_TTY, DEVICE_TTY},
        {"console", 0620, GROUP_TTY, DEVICE_CONSOLE},
};

static const char links[][2][16] = {
        {"fd", "/proc/self/fd"},
        {"stdin", "/proc/self/fd/0"},
        {"stdout", "/proc/self/fd/1"},
        {"stderr", "/proc/self/fd/2"},
};

static int add(struct tmpfs *devices, const char *text, const struct creation *what,
               struct entry **made)
{
	const struct name name = {text, (unsigned)strlen(text)};

	return tmpfs_create(devices->system.root, &name, what, made);
}

static int add_nodes(struct tmpfs *devices)
{
	int result = 0;

	for (size_t i = 0; i < sizeof nodes / sizeof *nodes && !result; i++) {
		const struct creation what = {.mode = MODE_CHARACTER | nodes[i].mode,
		                              .group = nodes[i].group,
		                              .device = nodes[i].device};
		result = add(devices, nodes[i].name, &what, NULL);
	}
	for (size_t i = 0; i < sizeof links / sizeof *links && !result; i++) {
		const struct creation what = {.mode = MODE_LINK | 0777,
		                              .link = links[i][1]};
		result = add(devices, links[i][0], &what, NULL);
	}
	return result;
}

static int add_disks(struct tmpfs *devices)
{
	char name[] = "vda";
	int result = 0;

	for (unsigned n = 0; n < disks_count() && !result; n++) {
		const struct creation what = {.mode = MODE_BLOCK | 0660,
		                              .group = GROUP_DISK,
		                              .device = DEVICE(MAJOR_BLOCK, n * 16)};
		name[2] = (char)('a' + n);
		result = add(devices, name, &what, NULL);
	}
	return result;
}

static int add_shared(struct tmpfs *devices)
{
	const struct creation what = {.mode = MODE_DIRECTORY | MODE_STICKY | 0777};

	return add(devices, "shm", &what, NULL);
}

/* Of pseudo terminals; `pts`: where they get their names. */
static int add_terminals(struct tmpfs *devices, struct entry **pts)
{
	const struct creation node = {.mode = MODE_CHARACTER | 0666,
	                              .group = GROUP_TTY,
	                              .device = DEVICE_PTMX},
	                      directory = {.mode = MODE_DIRECTORY | 0755};
	int result = add(devices, "ptmx", &node, NULL);

	if (!result)
		result = add(devices, "pts", &directory, pts);
	return result ? result : pts_begin();
}

/* The streams that are the terminal get its name. */
static void name_streams(struct tmpfs *devices)
{
	const struct name name = {"console", 7};
	struct entry *console;

	if (tmpfs_lookup(devices->system.root, &name, &console))
		return;
	for (int stream = 0; stream < 3; stream++)
		if (stream_terminal(stream))
			console_files[stream].entry = entry_get(console);
	entry_put(console);
}

int devices_make(void)
{
	static struct tmpfs *made;
	struct tmpfs *devices = made ? NULL : tmpfs_make("devtmpfs", 0755);
	struct entry *at, *pts;

	if (!devices)
		return made ? 0 : -ENOMEM;
	int result = add_nodes(devices);
	if (!result && disks_count)
		result = add_disks(devices);
	if (!result)
		result = add_shared(devices);
	if (!result && pts_begin)
		result = add_terminals(devices, &pts);
	if (!result)
		result = mount_point("dev", &at);
	if (result) /* what there is of it stays unused */
		return result;
	made = devices;
	devices->system.flags = MS_NOSUID;
	file_system_mount(&devices->system, at);
	if (pts_begin)
		file_system_mount(&pts_system, pts);
	name_streams(devices);
	return 0;
}
