/* SPDX-License-Identifier: ISC */
/*
 * Links in /proc: to oneself, the program's file, its directories. The program's file is
 * the one that its first argument names; without a slash in it one in the root is meant.
 */
#include "fs/path.h"
#include "fs/proc/proc.h"
#include "mem/heap.h"
#include <linux/fcntl.h>
#include <linux/limits.h>

int proc_self(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%ld", (long)PROCESS);
	return 0;
}

int proc_thread_self(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%ld/task/%ld", (long)PROCESS, (long)thread_this()->id);
	return 0;
}

/* ---- directories ---- */

static int put_directory(struct text *to, struct entry *directory)
{
	int result = proc_put_path(to, directory);

	entry_put(directory);
	return result;
}

int proc_working(struct text *to, const struct synthetic_node *of)
{
	return put_directory(to, directory_current());
}

int proc_root(struct text *to, const struct synthetic_node *of)
{
	return put_directory(to, directory_root());
}

int proc_working_follow(const struct synthetic_node *of, struct entry **to)
{
	*to = directory_current();
	return 0;
}

int proc_root_follow(const struct synthetic_node *of, struct entry **to)
{
	*to = directory_root();
	return 0;
}

/* ---- the program's file ---- */

static char *executable; /* its path, terminated; constant from the beginning on */

static bool keep_executable(const char *text, size_t length)
{
	executable = heap_allocate(length + 1);
	if (executable)
		memcpy(executable, text, length);
	return executable;
}

static int step(struct entry **at, const char *text, size_t length)
{
	const struct name name = {text, (unsigned)length};
	struct entry *from = *at;
	int result = entry_find(from, &name, at);

	if (result)
		*at = from;
	else
		entry_put(from);
	return result;
}

static long read_link(struct entry *entry, char *to)
{
	return is_kind(entry->inode, MODE_LINK)
	               ? entry->inode->operations->read_link(entry->inode, to, PATH_MAX)
	               : -EINVAL;
}

/* Below the place where /proc is to be there may be the host's /proc, which knows. */
static bool ask_below(struct entry *at, char *buffer)
{
	long length = -ENOENT;

	entry_get(at);
	if (!step(&at, "self", 4))
		length = read_link(at, buffer);
	struct entry *process = entry_get(at->parent);
	entry_put(at);
	if (length > 0 && !step(&process, buffer, (size_t)length) &&
	    !step(&process, "exe", 3))
		length = read_link(process, buffer);
	else
		length = -ENOENT;
	entry_put(process);
	return length > 0 && keep_executable(buffer, (size_t)length);
}

/* By the path that the first argument is, from the working directory. */
static bool find(const char *path, char *buffer)
{
	struct lookup at;
	bool found = false;

	if (lookup_own(&at, AT_FDCWD, path, LOOKUP_FOLLOW))
		return false;
	if (is_kind(at.entry->inode, MODE_REGULAR)) {
		const char *text = entry_path(at.entry, buffer, PATH_MAX);
		found = text && keep_executable(text, strlen(text));
	}
	lookup_end(&at);
	return found;
}

static int name_in_root(const char *path)
{
	const char *name = path;

	for (; *path; path++)
		if (*path == '/')
			name = path + 1;
	size_t length = strlen(name);
	executable = heap_allocate(length + 2);
	if (!executable)
		return -ENOMEM;
	executable[0] = '/';
	memcpy(executable + 1, name, length);
	return 0;
}

int proc_links_begin(struct entry *at)
{
	const char *path = platform_information.argument_count
	                           ? platform_information.arguments[0]
	                           : "image";
	char *buffer = path_buffer_take();
	int result = buffer ? 0 : -ENOMEM;

	if (buffer && !ask_below(at, buffer) && !find(path, buffer))
		result = name_in_root(path);
	path_buffer_give(buffer);
	return result;
}

int proc_executable(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%s", executable);
	return 0;
}

int proc_executable_follow(const struct synthetic_node *of, struct entry **to)
{
	struct lookup at;
	int result = lookup_own(&at, AT_FDCWD, executable, LOOKUP_FOLLOW);

	if (result)
		return result;
	*to = entry_get(at.entry);
	lookup_end(&at);
	return 0;
}
