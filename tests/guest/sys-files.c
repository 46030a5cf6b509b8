/* SPDX-License-Identifier: ISC */
/*
 * /sys: processors and the control group's limits agree with what system calls say, in
 * the form that run-time systems parse; nothing can be made or changed there.
 * memory: 24M
 */
#define _GNU_SOURCE
#include "check.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static char text[4096];

static ssize_t slurp(const char *path)
{
	int file = open(path, O_RDONLY);
	ssize_t n = file < 0 ? -1 : read(file, text, sizeof text - 1);

	text[n < 0 ? 0 : n] = 0;
	if (file >= 0)
		close(file);
	return n;
}

static void processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);
	int first = -1, last = -1;
	unsigned found = 0, number;
	struct dirent *entry;

	CHECK(slurp("/sys/devices/system/cpu/online") > 0);
	int n = sscanf(text, "%d-%d", &first, &last);
	CHECK(first == 0 && (n == 2 ? last + 1 : 1) == count);
	CHECK(slurp("/sys/devices/system/cpu/possible") > 0);
	DIR *directory = opendir("/sys/devices/system/cpu");
	CHECK(directory);
	while ((entry = readdir(directory)))
		found += sscanf(entry->d_name, "cpu%u", &number) == 1 &&
		         entry->d_type == DT_DIR;
	closedir(directory);
	CHECK(found == count);
	CHECK(slurp("/sys/devices/system/cpu/cpu0/topology/core_id") > 0);
	CHECK(atoi(text) == 0);
	CHECK_FAILS(open("/sys/devices/system/cpu/cpu99", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/sys/devices/system/cpu/cpu", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/sys/devices/system/cpu/cpu00", O_RDONLY), ENOENT);
	CHECK(slurp("/sys/devices/system/node/online") > 0 && text[0] == '0');
}

#ifndef PLAIN_LINUX /* the one there may be has other limits, or it is the root's */
static void group(void)
{
	struct statfs system;

	CHECK(statfs("/sys/fs/cgroup", &system) == 0 && system.f_type == 0x63677270);
	CHECK(slurp("/sys/fs/cgroup/memory.max") > 0);
	CHECK(!strcmp(text, "max\n") || atol(text) > 0);
	CHECK(slurp("/sys/fs/cgroup/memory.current") > 0 && atol(text) > 0);
	CHECK(slurp("/sys/fs/cgroup/cpu.max") > 0 && !strcmp(text, "max 100000\n"));
	CHECK(slurp("/sys/fs/cgroup/cgroup.procs") > 0 && atoi(text) == getpid());
	CHECK(slurp("/sys/fs/cgroup/pids.current") > 0 && atoi(text) == 1);
	CHECK(slurp("/sys/fs/cgroup/cgroup.controllers") > 0);
	CHECK(strstr(text, "memory"));
	CHECK(slurp("/sys/fs/cgroup/cgroup.subtree_control") == 0);
	CHECK(slurp("/sys/fs/cgroup/../../kernel/mm/transparent_hugepage/enabled") > 0);
}
#endif

static void refusals(void)
{
	struct statfs system;
	struct stat status;

	CHECK(statfs("/sys", &system) == 0 && system.f_type == 0x62656572);
	CHECK(stat("/sys/devices/system/cpu/online", &status) == 0);
	CHECK(S_ISREG(status.st_mode) && (status.st_mode & 0777) == 0444);
	CHECK(status.st_size == 4096);
	CHECK_FAILS(open("/sys/devices/nothing", O_RDONLY), ENOENT);
	CHECK_FAILS(mkdir("/sys/devices/nothing", 0700), EPERM);
	CHECK_FAILS(unlink("/sys/devices/system/cpu/online"), EPERM);
	CHECK_FAILS(open("/sys/devices/system/cpu/online/x", O_RDONLY), ENOTDIR);
}

int main(void)
{
	processors();
#ifndef PLAIN_LINUX
	group();
#endif
	refusals();
	return check_result();
}
