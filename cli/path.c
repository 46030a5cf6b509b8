/* SPDX-License-Identifier: ISC */
/*
 * Where things are. The layout of an installation is that of the build directory: the
 * command in bin, everything that it links and includes in lib/samara beside it, found
 * from the command's own file, so that both can be moved together.
 */
#include "samara.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *path_executable(void)
{
	static char path[PATH_MAX];
	if (!path[0]) {
		ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
		if (length <= 0)
			die(message_status,
			    "cannot find its own file: /proc/self/exe cannot be read");
		path[length] = 0;
	}
	return path;
}

const char *path_library(void)
{
	static char *library;
	if (!library) {
		char *directory = text("%s", path_executable());
		for (int up = 0; up < 2; up++)
			*strrchr(directory, '/') = 0;
		library = text("%s/lib/samara", directory);
		if (access(library, X_OK) != 0)
			die(message_status, "its library is missing: there is no %s",
			    library);
	}
	return library;
}

/* Whether a file can be executed and isn't this program under another name. */
static bool is_other_program(const char *path)
{
	struct stat file, own;
	return access(path, X_OK) == 0 && stat(path, &file) == 0 &&
	       S_ISREG(file.st_mode) &&
	       (stat("/proc/self/exe", &own) != 0 || file.st_ino != own.st_ino ||
	        file.st_dev != own.st_dev);
}

char *path_search(const char *name, const char *directories)
{
	if (strchr(name, '/'))
		return is_other_program(name) ? text("%s", name) : NULL;
	while (directories && *directories) {
		int length = (int)strcspn(directories, ":");
		char *path = text("%.*s/%s", length, length ? directories : ".", name);
		if (is_other_program(path))
			return path;
		free(path);
		directories += length;
		directories += *directories == ':';
	}
	return NULL;
}
