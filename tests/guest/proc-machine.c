/* SPDX-License-Identifier: ISC */
/*
 * /proc beside the process: the machine's numbers agree with what system calls tell, the
 * constants that runtimes read are there in Linux's form, and names, reads in pieces,
 * positions and refusals are as on Linux.
 */
#define _GNU_SOURCE
#include "check.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static char text[1 << 18];

static ssize_t slurp(const char *path)
{
	size_t length = 0;
	ssize_t n;
	int file = open(path, O_RDONLY);

	text[0] = 0;
	if (file < 0)
		return -1;
	while ((n = read(file, text + length, sizeof text - 1 - length)) > 0)
		length += (size_t)n;
	text[length] = 0;
	close(file);
	return n < 0 ? -1 : (ssize_t)length;
}

static const char *line(const char *name)
{
	const char *at = text;

	while (at && strncmp(at, name, strlen(name)) != 0) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at ? at + strlen(name) : "(none)";
}

static unsigned count_lines(const char *name)
{
	unsigned count = 0;

	for (const char *at = text; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		count += !strncmp(at, name, strlen(name));
	return count;
}

static long number(const char *path)
{
	return slurp(path) > 0 ? atol(text) : -1;
}

static void machine(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN), whole, part, idle;
	struct sysinfo information;
	struct timespec now;

	sysinfo(&information);
	CHECK(slurp("/proc/cpuinfo") > 0);
	CHECK(count_lines("processor\t: ") == cpus && count_lines("flags\t\t: ") == cpus);
	CHECK(strstr(line("flags\t\t:"), " sse2 ") &&
	      strstr(line("flags\t\t:"), " fpu "));
	CHECK(atof(line("cpu MHz\t\t: ")) > 100);
	CHECK(strlen(line("vendor_id\t: ")) > 12);
	CHECK(slurp("/proc/meminfo") > 0);
	unsigned long all = strtoul(line("MemTotal:"), NULL, 10),
	              available = strtoul(line("MemAvailable:"), NULL, 10),
	              known = information.totalram * information.mem_unit / 1024;
	/* as a process it is what the host has free, which changes */
	CHECK(all >= available && available > 0);
	CHECK(all > known / 2 && all < known * 2);
	CHECK(!strncmp(strchr(line("MemTotal:"), 'k'), "kB\nMemFree: ", 12));
	CHECK(slurp("/proc/uptime") > 0);
	CHECK(sscanf(text, "%ld.%2ld %ld", &whole, &part, &idle) == 3);
	clock_gettime(CLOCK_MONOTONIC, &now);
	CHECK(whole <= now.tv_sec && whole >= now.tv_sec - 60 && idle >= 0);
	CHECK(slurp("/proc/stat") > 0);
	CHECK(!strncmp(text, "cpu  ", 5) && count_lines("cpu") == cpus + 1);
	CHECK(atol(line("procs_running ")) >= 1);
	long started = atol(line("btime "));
	CHECK(labs(started + now.tv_sec - time(NULL)) <= 60);
	double load[3];
	int running, threads, last;
	CHECK(slurp("/proc/loadavg") > 0);
	CHECK(sscanf(text, "%lf %lf %lf %d/%d %d", &load[0], &load[1], &load[2], &running,
	             &threads, &last) == 6);
	CHECK(running >= 1 && threads >= running && last >= 1);
	CHECK(getloadavg(load, 3) == 3);
	CHECK(sysconf(_SC_PHYS_PAGES) > 0);
}

static void names(void)
{
	struct utsname name;

	uname(&name);
	slurp("/proc/sys/kernel/osrelease");
	CHECK(!strncmp(text, name.release, strlen(name.release)));
	slurp("/proc/sys/kernel/hostname");
	CHECK(!strncmp(text, name.nodename, strlen(name.nodename)));
	slurp("/proc/sys/kernel/ostype");
	CHECK(!strcmp(text, "Linux\n"));
	slurp("/proc/version");
	CHECK(!strncmp(text, "Linux version ", 14));
	CHECK(!strncmp(text + 14, name.release, strlen(name.release)));
	char first[40], second[40];
	CHECK(slurp("/proc/sys/kernel/random/uuid") == 37);
	memcpy(first, text, 37);
	CHECK(first[8] == '-' && first[14] == '4' && strchr("89ab", first[19]));
	CHECK(slurp("/proc/sys/kernel/random/uuid") == 37 && memcmp(first, text, 37));
	CHECK(slurp("/proc/sys/kernel/random/boot_id") == 37);
	memcpy(second, text, 37);
	CHECK(slurp("/proc/sys/kernel/random/boot_id") == 37 &&
	      !memcmp(second, text, 37));
#ifndef PLAIN_LINUX
	int file = open("/proc/sys/kernel/hostname", O_WRONLY | O_TRUNC);
	CHECK(file >= 0 && write(file, "maple\n", 6) == 6);
	close(file);
	CHECK(gethostname(first, sizeof first) == 0 && !strcmp(first, "maple"));
	slurp("/proc/sys/kernel/hostname");
	CHECK(!strcmp(text, "maple\n"));
#endif
}

static void constants(void)
{
	CHECK(number("/proc/sys/kernel/pid_max") >= 32768);
	CHECK(number("/proc/sys/kernel/threads-max") > 0);
	CHECK(number("/proc/sys/kernel/ngroups_max") == 65536);
	CHECK(number("/proc/sys/kernel/cap_last_cap") >= 39);
	CHECK(number("/proc/sys/kernel/random/entropy_avail") > 0);
	CHECK(number("/proc/sys/kernel/randomize_va_space") == 2);
	CHECK(number("/proc/sys/vm/max_map_count") >= 65530);
	CHECK(number("/proc/sys/vm/overcommit_memory") >= 0);
	CHECK(number("/proc/sys/fs/nr_open") == 1048576);
	CHECK(number("/proc/sys/fs/pipe-max-size") == 1048576);
	CHECK(number("/proc/sys/fs/file-nr") > 0);
	CHECK(number("/proc/sys/net/core/somaxconn") >= 128);
	slurp("/proc/filesystems");
	CHECK(strstr(text, "nodev\tproc\n") && strstr(text, "nodev\ttmpfs\n"));
	slurp("/proc/net/tcp");
	CHECK(!strncmp(text, "  sl  local_address rem_address   st ", 37));
	slurp("/proc/swaps");
	CHECK(!strncmp(text, "Filename\t\t\t\tType", 16));
	slurp("/proc/self/cgroup");
	CHECK(strstr(text, ":/"));
	slurp("/proc/devices");
	CHECK(strstr(text, "Character devices:\n  1 mem\n"));
}

static void mounts(void)
{
	char source[64], place[64], type[64], options[128];
	bool found = false;

	slurp("/proc/mounts");
	CHECK(sscanf(text, "%63s %63s %63s %127s 0 0", source, place, type, options) ==
	      4);
	for (char *at = text; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		found |= !strncmp(
		        at, "proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0", 51);
#ifndef PLAIN_LINUX
	CHECK(found);
#endif
	found = false;
	slurp("/proc/self/mountinfo");
	for (char *at = text; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
		int id, parent, major_number, minor_number, n = 0;
		struct stat status;
		CHECK(sscanf(at, "%d %d %d:%d %*s %63s %127s %n", &id, &parent,
		             &major_number, &minor_number, place, options, &n) == 6);
		if (strcmp(place, "/proc") != 0)
			continue;
		found = true;
		CHECK(stat("/proc", &status) == 0);
		CHECK(status.st_dev == (dev_t)(major_number << 8 | minor_number));
		CHECK(strstr(at + n, "- proc proc rw"));
	}
	CHECK(found);
	struct statfs system;
	CHECK(statfs("/proc/self/maps", &system) == 0 && system.f_type == 0x9fa0);
}

/* What is read in pieces is one text; what is read again from the beginning is new. */
static void pieces(void)
{
	static char whole[sizeof text];
	int file = open("/proc/self/status", O_RDONLY);
	size_t length = 0;
	ssize_t n, all = read(file, whole, sizeof whole);

	CHECK(lseek(file, 0, SEEK_SET) == 0);
	umask(0);
	while ((n = read(file, text + length, 7)) > 0)
		length += (size_t)n;
	CHECK(length == (size_t)all && memcmp(text, whole, length));
	text[length] = 0;
	CHECK(!strncmp(line("Umask:\t"), "0000", 4));
	CHECK(pread(file, whole, 5, 5) == 5 && !memcmp(whole, text + 5, 5));
	CHECK(lseek(file, 0, SEEK_CUR) == (off_t)length);
	CHECK(pread(file, whole, 5, 1000000) == 0);
	CHECK(lseek(file, 3, SEEK_SET) == 3);
	CHECK_FAILS(read(file, (void *)16, 10), EFAULT);
	umask(022);
	CHECK_FAILS(lseek(file, -1, SEEK_SET), EINVAL);
	struct stat status;
	CHECK(fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	      status.st_size == 0);
	CHECK((status.st_mode & 07777) == 0444);
	CHECK_FAILS(write(file, "x", 1), EBADF);
	close(file);
}

static void refusals(void)
{
	CHECK_FAILS(open("/proc/nothing", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/proc/nothing", O_RDWR | O_CREAT, 0600), ENOENT);
	CHECK_FAILS(mkdir("/proc/nothing", 0700), ENOENT);
	CHECK_FAILS(mkdir("/proc/self/nothing", 0700), ENOENT);
	CHECK_FAILS(open("/proc/version/x", O_RDONLY), ENOTDIR);
	CHECK_FAILS(open("/proc/version", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_FAILS(open("/proc/sys", O_RDWR), EISDIR);
	CHECK_FAILS(open("/proc/0", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/proc/999999999", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/proc/sys/kernel/ostype", O_WRONLY), EACCES);
	CHECK_FAILS(access("/proc/sys/kernel/ostype", W_OK), EACCES);
	CHECK(access("/proc/sys/kernel/ostype", R_OK) == 0);
	CHECK_FAILS(unlink("/proc/version"), EPERM);
	CHECK_FAILS(rmdir("/proc/sys"), EPERM);
	CHECK_FAILS(rename("/proc/version", "/proc/cmdline"), EPERM);
	CHECK_FAILS(link("/proc/version", "/tmp/version"), EXDEV);
	CHECK_FAILS(chmod("/proc/sys/kernel/ostype", 0666), EPERM);
	char bytes[8];
	CHECK_FAILS(readlink("/proc/version", bytes, sizeof bytes), EINVAL);
	int file = open("/proc/version", O_WRONLY);
	if (file >= 0) { /* only root may try */
		CHECK_FAILS(write(file, "x", 1), EIO);
		close(file);
	}
}

static void listing(void)
{
	DIR *directory = opendir("/proc");
	bool self = false, system = false, process = false;
	struct dirent *entry;
	long places[3] = {0};
	unsigned count = 0;
	char own[32];

	snprintf(own, sizeof own, "%d", getpid());
	while ((entry = readdir(directory))) {
		self |= !strcmp(entry->d_name, "self") && entry->d_type == DT_LNK;
		system |= !strcmp(entry->d_name, "sys") && entry->d_type == DT_DIR;
		process |= !strcmp(entry->d_name, own) && entry->d_type == DT_DIR;
		if (++count == 5)
			places[0] = telldir(directory);
		if (count == 6)
			snprintf(text, sizeof text, "%s", entry->d_name);
	}
	CHECK(self && system && process);
	seekdir(directory, places[0]);
	entry = readdir(directory);
	CHECK(entry && !strcmp(entry->d_name, text));
	closedir(directory);
	directory = opendir("/proc/sys/kernel/random");
	for (count = 0; (entry = readdir(directory)); count++)
		;
	closedir(directory);
	CHECK(count >= 2 + 4);
}

int main(void)
{
	machine();
	names();
	constants();
	mounts();
	pieces();
	refusals();
	listing();
	return check_result();
}
