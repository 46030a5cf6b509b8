/* SPDX-License-Identifier: ISC */
/*
 * samara root: puts a directory into a finished image as its root, replaces the one that
 * is there, or takes it out. `samara cc --root` does the same at the end of a link. Here
 * is the making of the file system, by mkfs.erofs, and of the output, which appears whole
 * or not at all; edit.c changes the image.
 */
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names for all of them: the file system depends on the files alone. */
#define NO_IDENTITY "00000000-0000-0000-0000-000000000000"

static const char help[] =
        "usage: samara root IMAGE DIRECTORY -o OUTPUT\n"
        "       samara root --none IMAGE -o OUTPUT\n\n"
        "Gives a finished image the files below DIRECTORY as its root file system, in "
        "place of the one\n"
        "that it has, or takes it out (--none). The files keep their permissions and "
        "times and belong\n"
        "to root. samara cc --root DIRECTORY does this in one step.\n";

/* ---- the file system */

static int64_t newest;
static char *unreadable; /* a message; NULL: all can be read */

static int look_at(const char *path, const struct stat *status, int kind,
                   struct FTW *where)
{
	bool closed = kind == FTW_DNR || kind == FTW_NS ||
	              (S_ISREG(status->st_mode) && access(path, R_OK) != 0);
	if (closed && !unreadable)
		unreadable = text("%s: %s", path, strerror(EACCES));
	if (kind != FTW_NS && status->st_mtim.tv_sec > newest)
		newest = status->st_mtim.tv_sec;
	return 0;
}

/* The time of making it, which would be in the file system, comes from the files. */
static bool survey(const char *directory)
{
	newest = 0;
	unreadable = NULL;
	if (nftw(directory, look_at, 32, FTW_PHYS) != 0)
		unreadable = text("%s: %s", directory, strerror(errno));
	if (unreadable)
		message("%s", unreadable);
	else if (!getenv("SOURCE_DATE_EPOCH"))
		setenv("SOURCE_DATE_EPOCH", text("%lld", (long long)newest + 1), 1);
	return !unreadable;
}

/* A file without a name in the directory of `beside`. */
static int nameless(const char *beside)
{
	char *path = text("%s.XXXXXX", beside);
	int fd = mkstemp(path);
	if (fd >= 0)
		unlink(path);
	else
		message("%s: %s", beside, strerror(errno));
	return fd;
}

static void redirect(void *argument)
{
	int *fd = argument;
	dup2(*fd, 1);
	dup2(*fd, 2);
}

/* The first thing that mkfs.erofs complained about, without its own decoration. */
static void explain(const char *directory, int messages)
{
	char line[1024], *at = line;
	ssize_t n = pread(messages, line, sizeof line - 1, 0);
	line[n > 0 ? n : 0] = 0;
	if (strncmp(at, "<E> erofs:", 10) == 0)
		at += 10;
	at += strspn(at, " \t");
	at[strcspn(at, "\n")] = 0;
	message("%s: mkfs.erofs can't make a file system of it%s%s", directory,
	        *at ? ": " : "", at);
}

/* An output that lies below the directory isn't a file of its own root. */
static char *without(const char *directory, const char *output)
{
	char path[PATH_MAX];
	size_t length = strlen(directory);
	return realpath(output, path) && strncmp(path, directory, length) == 0 &&
	                       path[length] == '/'
	               ? text("--exclude-path=%s", path + length + 1)
	               : NULL;
}

static char *find_mkfs(void)
{
	char *path = path_search("mkfs.erofs", getenv("PATH"));
	return path ? path : path_search("mkfs.erofs", "/usr/local/sbin:/usr/sbin:/sbin");
}

static char *resolved(const char *directory)
{
	static char path[PATH_MAX];
	struct stat status;
	if (stat(directory, &status) == 0 && !S_ISDIR(status.st_mode))
		errno = ENOTDIR;
	else if (realpath(directory, path))
		return path;
	message("%s: %s", directory, strerror(errno));
	return NULL;
}

static int run_mkfs(const char *mkfs, const char *directory, const char *output, int fd)
{
	struct words words = {0};
	int ended_by, messages = memfd_create("messages", MFD_CLOEXEC);
	char *excluded = without(directory, output);
	words_add_all(&words, (const char *const[]){mkfs, "--quiet", "--all-root", "-U",
	                                            NO_IDENTITY, NULL});
	if (excluded)
		words_add(&words, excluded);
	words_add(&words, text("/proc/self/fd/%d", fd));
	words_add(&words, directory);
	int status = child_wait(child_start(words.word, redirect, &messages), &ended_by);
	if (ended_by)
		exit(status);
	if (status)
		explain(directory, messages);
	close(messages);
	return status;
}

/* A descriptor of the file system, or -1 after a message. */
static int make_file_system(const char *directory, const char *output)
{
	const char *mkfs = find_mkfs();
	int fd;
	if (!mkfs) {
		message("mkfs.erofs isn't installed (it is in erofs-utils)");
		return -1;
	}
	directory = resolved(directory);
	if (!directory || !survey(directory) || (fd = nameless(output)) < 0)
		return -1;
	if (run_mkfs(mkfs, directory, output, fd) == 0)
		return fd;
	close(fd);
	return -1;
}

/* ---- the output */

static bool write_all(int to, const void *bytes, size_t size, uint64_t offset)
{
	for (const char *at = bytes; size;) {
		ssize_t n = pwrite(to, at, size, (off_t)offset);
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
		offset += (uint64_t)n;
	}
	return true;
}

/* Zeros stay holes, where there are many. */
static bool copy_all(int to, int from, uint64_t size, uint64_t offset)
{
	static char buffer[1 << 16], zeros[1 << 16];
	for (uint64_t at = 0; at < size;) {
		ssize_t n = pread(from, buffer, sizeof buffer, (off_t)at);
		if (n <= 0)
			return false;
		if (memcmp(buffer, zeros, (size_t)n) != 0 &&
		    !write_all(to, buffer, (size_t)n, offset + at))
			return false;
		at += (uint64_t)n;
	}
	return true;
}

/* Bytes of the image, the root, the table of sections, as far as each is there. */
static bool write_image(int to, struct edit *edit, int root)
{
	uint64_t end = edit_place(edit);
	return write_all(to, edit->elf->bytes, edit->end, 0) &&
	       write_all(to, edit->section, edit->sections * sizeof *edit->section,
	                 edit->header->e_shoff) &&
	       (!edit->root ||
	        copy_all(to, root, edit->root->p_filesz, edit->root->p_offset)) &&
	       ftruncate(to, (off_t)end) == 0;
}

/* Under another name first; then it replaces what is there. */
static int replace(const char *output, mode_t mode, struct edit *edit, int root)
{
	char *path = text("%s.XXXXXX", output);
	int fd = mkstemp(path);
	if (fd < 0) {
		message("%s: %s", output, strerror(errno));
		return 1;
	}
	bool good = write_image(fd, edit, root) && fchmod(fd, mode & 0777) == 0;
	good &= close(fd) == 0;
	if (good && rename(path, output) == 0)
		return 0;
	message("%s: %s", output, strerror(errno));
	unlink(path);
	return 1;
}

int root_put(const char *image, const char *directory, const char *output)
{
	struct image_note note;
	struct stat status, there;
	struct elf elf;
	struct edit edit;
	int root = -1, result;
	image_open(&elf, image, &note);
	if (stat(image, &status) != 0)
		die(1, "%s: %s", image, strerror(errno));
	if (stat(output, &there) == 0 && !S_ISREG(there.st_mode))
		die(1, "%s: not a regular file", output);
	edit_begin(&edit, &elf);
	if (directory) {
		edit_check_room(&edit, &note);
		root = make_file_system(directory, output);
		if (root < 0 || fstat(root, &there) != 0)
			return 1;
		edit_root(&edit, (uint64_t)there.st_size);
	}
	result = replace(output, status.st_mode, &edit, root);
	if (root >= 0)
		close(root);
	return result;
}

static int root_run(int argc, char **argv)
{
	const char *words[2] = {NULL, NULL}, *output = NULL;
	unsigned count = 0;
	bool none = false;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--none") == 0) {
			none = true;
		} else if (strcmp(argv[i], "-o") == 0) {
			if (!argv[i + 1])
				usage_error("-o needs a value");
			output = argv[++i];
		} else if (argv[i][0] == '-' && argv[i][1]) {
			usage_error("there is no option %s", argv[i]);
		} else if (count == 2) {
			usage_error("too many names: %s", argv[i]);
		} else {
			words[count++] = argv[i];
		}
	}
	if (!count)
		usage_error("which image?");
	if (none && count == 2)
		usage_error("--none and a directory exclude each other");
	if (!none && count == 1)
		usage_error("which directory? (--none takes the root out)");
	if (!output)
		usage_error("where to? -o OUTPUT");
	child_signals_hold();
	return root_put(words[0], words[1], output);
}

const struct command command_root = {
        .name = "root",
        .summary = "put a root file system into an image",
        .help = help,
        .run = root_run,
};
