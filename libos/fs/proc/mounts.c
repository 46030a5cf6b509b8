/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/mounts and mountinfo: the file systems in the order of their mounting. They
 * stay, so no lock is needed.
 */
#include "fs/path.h"
#include "fs/proc/proc.h"
#include "mem/heap.h"
#include <linux/limits.h>
#include <linux/magic.h>
#include <linux/mount.h>

#define ID_FIRST   21 /* of the root; small ones are for what no path leads to */
#define ID_NOWHERE 14

static const struct {
	unsigned long flag;
	const char *word;
} options[] = {
        {MS_NOSUID, ",nosuid"},   {MS_NODEV, ",nodev"},           {MS_NOEXEC, ",noexec"},
        {MS_NOATIME, ",noatime"}, {MS_NODIRATIME, ",nodiratime"},
};

static void put_options(struct text *to, unsigned long flags)
{
	text_put(to, flags & MS_RDONLY ? "ro" : "rw");
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (flags & options[i].flag)
			text_put(to, "%s", options[i].word);
	if (!(flags & MS_NOATIME))
		text_put(to, ",relatime");
}

/* What separates columns stands as \040 and the like. */
static void put_escaped(struct text *to, const char *path)
{
	for (; *path; path++)
		if (*path == ' ' || *path == '\t' || *path == '\n' || *path == '\\')
			text_put(to, "\\%03lo", (unsigned long)(unsigned char)*path);
		else
			text_add(to, path, 1);
}

static int put_place(struct text *to, const struct file_system *system)
{
	char *buffer = path_buffer_take();
	const char *path = !buffer      ? NULL
	                   : system->at ? entry_path(system->at, buffer, PATH_MAX)
	                                : "/";

	if (path)
		put_escaped(to, path);
	path_buffer_give(buffer);
	return path ? 0 : -ENOMEM;
}

int proc_mounts(struct text *to, const struct synthetic_node *of)
{
	const struct file_system *system = file_systems;
	int result = 0;

	for (; system && !result; system = system->next) {
		put_escaped(to, system->source);
		text_put(to, " ");
		result = put_place(to, system);
		text_put(to, " %s ", system->type);
		put_options(to, system->flags);
		text_put(to, " 0 0\n");
	}
	return result;
}

long proc_mount_id(const struct file_system *system)
{
	const struct file_system *other = file_systems;
	long id = ID_FIRST;

	for (; other && other != system; other = other->next)
		id++;
	return system ? id : ID_NOWHERE;
}

int proc_mount_information(struct text *to, const struct synthetic_node *of)
{
	const struct file_system *system = file_systems;
	int result = 0;

	for (; system && !result; system = system->next) {
		long parent = system->at ? proc_mount_id(system->at->inode->system) : 1;
		text_put(to, "%ld %ld %lu:%lu / ", proc_mount_id(system), parent,
		         system->device >> 8 & 0xfff,
		         (system->device & 0xff) | (system->device >> 12 & 0xfff00));
		result = put_place(to, system);
		text_put(to, " ");
		put_options(to, system->flags);
		text_put(to, " - %s ", system->type);
		put_escaped(to, system->source);
		text_put(to, system->flags & MS_RDONLY ? " ro\n" : " rw\n");
	}
	return result;
}
