/* SPDX-License-Identifier: ISC */
/* For tests of files: each works in a new directory below /tmp, and leaves nothing. */
#ifndef TESTS_GUEST_DIRECTORY_H
#define TESTS_GUEST_DIRECTORY_H

#include "check.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/samara-test-XXXXXX";

static void __attribute__((unused)) directory_begin(void)
{
	CHECK(mkdtemp(directory) != NULL);
	CHECK(chdir(directory) == 0);
}

static void remove_tree(const char *path)
{
	DIR *open = opendir(path);
	struct dirent *record;

	while (open && (record = readdir(open))) {
		char name[4096];
		if (!strcmp(record->d_name, ".") || !strcmp(record->d_name, ".."))
			continue;
		snprintf(name, sizeof name, "%s/%s", path, record->d_name);
		if (unlink(name) && errno != ENOENT)
			remove_tree(name);
	}
	if (open)
		closedir(open);
	rmdir(path);
}

static int __attribute__((unused)) directory_end(void)
{
	CHECK(chdir("/") == 0);
	remove_tree(directory);
	CHECK(access(directory, F_OK) == -1 && errno == ENOENT);
	return check_result();
}

/* A file with that text. */
static void __attribute__((unused)) put_file(const char *name, const char *text)
{
	int file = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);

	CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(close(file) == 0);
}

static int __attribute__((unused)) file_is(const char *name, const char *text)
{
	char bytes[4096] = "";
	int file = open(name, O_RDONLY);
	ssize_t size = read(file, bytes, sizeof bytes - 1);

	close(file);
	return size == (ssize_t)strlen(text) && !memcmp(bytes, text, (size_t)size);
}

#endif
