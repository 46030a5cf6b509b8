/* SPDX-License-Identifier: ISC */
/*
 * Functions of the C library that rest on /dev and /proc: shared memory by
 * name, a terminal's name, a file's path, the standard streams by theirs.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void shared_memory(void)
{
	char bytes[8] = "";
	struct stat status;

	shm_unlink("/names-of-files");
	int file = shm_open("/names-of-files", O_RDWR | O_CREAT | O_EXCL, 0600);
	CHECK(file >= 0 && ftruncate(file, 8192) == 0);
	CHECK(pwrite(file, "shared", 6, 4096) == 6);
	CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC);
	int again = shm_open("/names-of-files", O_RDONLY, 0);
	CHECK(again >= 0 && pread(again, bytes, 6, 4096) == 6 &&
	      !strcmp(bytes, "shared"));
	CHECK(stat("/dev/shm/names-of-files", &status) == 0 && status.st_size == 8192);
	CHECK_FAILS(shm_open("/names-of-files", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	CHECK(shm_unlink("/names-of-files") == 0);
	CHECK_FAILS(shm_open("/names-of-files", O_RDWR, 0), ENOENT);
	close(file);
	close(again);
}

static void terminal_name(void)
{
	char name[PATH_MAX], slave_name[PATH_MAX];
	int master, slave;

	CHECK(openpty(&master, &slave, slave_name, NULL, NULL) == 0);
	CHECK(ttyname_r(slave, name, sizeof name) == 0 && !strcmp(name, slave_name));
	CHECK(ttyname_r(slave, name, 3) == ERANGE);
	int file = open("/dev/null", O_RDONLY);
	CHECK(ttyname_r(file, name, sizeof name) == ENOTTY);
	close(file);
	close(slave);
	close(master);
}

static void real_paths(void)
{
	char path[PATH_MAX], expected[64];

	mkdir("/tmp/names-of-files", 0700);
	symlink("names-of-files", "/tmp/names-link");
	CHECK(realpath("/tmp/names-link/../names-link/.", path));
	CHECK(!strcmp(path, "/tmp/names-of-files"));
	CHECK(chdir("/tmp/names-link") == 0 && realpath("/proc/self/cwd", path));
	CHECK(!strcmp(path, "/tmp/names-of-files"));
	CHECK(chdir("/") == 0);
	snprintf(expected, sizeof expected, "/proc/%d", getpid());
	CHECK(realpath("/proc/self", path) && !strcmp(path, expected));
	CHECK(!realpath("/proc/self/nothing", path) && errno == ENOENT);
	unlink("/tmp/names-link");
	rmdir("/tmp/names-of-files");
}

static void streams(void)
{
	int file = open("/dev/stderr", O_WRONLY), ends[2];
	char bytes[4], path[32];

	CHECK(file >= 0 && write(file, "", 0) == 0);
	close(file);
	CHECK(pipe(ends) == 0);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
	file = open(path, O_WRONLY);
	CHECK(file >= 0 && write(file, "abc", 3) == 3);
	CHECK(read(ends[0], bytes, 4) == 3 && !memcmp(bytes, "abc", 3));
	close(file);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	shared_memory();
	terminal_name();
	real_paths();
	streams();
	return check_result();
}
