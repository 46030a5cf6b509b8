/* SPDX-License-Identifier: ISC */
/*
 * Devices, /proc and /sys in a program that goes on when it doesn't get
 * one: it ends with status 0 whichever allocation of the libos fails.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void must(int so)
{
	if (!so)
		_exit(1);
}

static int is_short(int error)
{
	return error == ENOMEM || error == ENOSPC || error == EMFILE || error == ENFILE;
}

static void device(const char *path, ssize_t expected)
{
	char bytes[100];
	int file = open(path, O_RDONLY);

	if (file < 0) {
		must(is_short(errno));
		return;
	}
	must(read(file, bytes, sizeof bytes) == expected);
	close(file);
}

static void contents(const char *path)
{
	char bytes[1000];
	int file = open(path, O_RDONLY);
	ssize_t n;

	if (file < 0) {
		must(is_short(errno));
		return;
	}
	while ((n = read(file, bytes, sizeof bytes)) > 0)
		;
	must(n == 0 || is_short(errno));
	close(file);
}

static void names(const char *path)
{
	DIR *directory = opendir(path);
	char target[4096];

	if (!directory) {
		must(is_short(errno));
		return;
	}
	while (readdir(directory))
		;
	closedir(directory);
	must(readlink("/proc/self/cwd", target, sizeof target) > 0 || is_short(errno));
	must(readlink("/proc/self/fd/0", target, sizeof target) > 0 || is_short(errno));
}

int main(void)
{
	static const char *const files[] = {
	        "/proc/self/maps",
	        "/proc/self/smaps",
	        "/proc/self/status",
	        "/proc/self/stat",
	        "/proc/cpuinfo",
	        "/proc/meminfo",
	        "/proc/self/mounts",
	        "/proc/self/limits",
	        "/sys/devices/system/cpu/online",
	        "/sys/fs/cgroup/memory.max",
	};

	for (unsigned round = 0; round < 3; round++) {
		device("/dev/null", 0);
		device("/dev/zero", 100);
		device("/dev/urandom", 100);
		for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
			contents(files[i]);
		names("/proc");
		names("/proc/self/fd");
	}
	return 0;
}
