/* SPDX-License-Identifier: ISC */
/*
 * /proc/self: what it says of the process is what the program knows of itself, or brings
 * about: mappings, names, descriptors, limits, signals, threads.
 * args: one "two words" ""
 * env: PROC_TEST=a value
 */
#define _GNU_SOURCE
#include "check.h"
#include "thread.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char text[1 << 20];

/* The whole file, terminated; its length or -1. */
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

/* What follows the name at a line's start. */
static const char *line(const char *name)
{
	const char *at = text;

	while (at && strncmp(at, name, strlen(name)) != 0) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at ? at + strlen(name) : "(none)";
}

static const char *link_of(const char *path)
{
	static char target[4096];
	ssize_t n = readlink(path, target, sizeof target - 1);

	target[n < 0 ? 0 : n] = 0;
	return target;
}

/* ---- maps ---- */

struct area {
	unsigned long start, end, offset;
	char bits[8], name[256];
};

/* The area of that address in maps or smaps. */
static bool find_area(const void *address, struct area *area)
{
	unsigned long wanted = (unsigned long)address;

	for (const char *at = text; at && *at;
	     at = strchr(at, '\n'), at = at ? at + 1 : 0) {
		area->name[0] = 0;
		if (sscanf(at, "%lx-%lx %7s %lx %*x:%*x %*d%*[ ]%255[^\n]", &area->start,
		           &area->end, area->bits, &area->offset, area->name) < 4)
			continue;
		if (wanted >= area->start && wanted < area->end)
			return true;
	}
	return false;
}

static int data_word = 7;
static int zero_word;
static const int constant_word = 7;

static void maps(void)
{
	const size_t page = 4096;
	struct area area;
	char local;

	char *mapped = mmap(NULL, 5 * page, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(mprotect(mapped + 2 * page, page, PROT_READ) == 0);
	char *shared = mmap(NULL, page, PROT_READ | PROT_WRITE,
	                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *closed = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(slurp("/proc/self/maps") > 0);
	CHECK(find_area(mapped + 2 * page, &area) && !strcmp(area.bits, "r--p"));
	CHECK(area.start == (unsigned long)mapped + 2 * page);
	CHECK(area.end == area.start + page);
	CHECK(find_area(mapped + 3 * page, &area) && !strcmp(area.bits, "rw-p"));
	CHECK(find_area(shared, &area) && !strcmp(area.bits, "rw-s"));
	CHECK(find_area(closed, &area) && !strcmp(area.bits, "---p"));
	CHECK(find_area(&local, &area) && !strcmp(area.bits, "rw-p"));
	CHECK(!strcmp(area.name, "[stack]"));
	CHECK(find_area((void *)(unsigned long)find_area, &area));
	CHECK(!strcmp(area.bits, "r-xp") && area.name[0] == '/');
	CHECK(find_area(&data_word, &area) && !strcmp(area.bits, "rw-p"));
	CHECK(find_area(&zero_word, &area) && !strcmp(area.bits, "rw-p"));
	CHECK(find_area(&constant_word, &area) && !strcmp(area.bits, "r--p"));
	unsigned long before = 0, start, end;
	for (const char *at = text; *at; at = strchr(at, '\n') + 1) {
		CHECK(sscanf(at, "%lx-%lx ", &start, &end) == 2);
		CHECK(start >= before && end > start);
		before = end;
	}
	munmap(mapped + page, 3 * page);
	slurp("/proc/self/maps");
	CHECK(!find_area(mapped + 2 * page, &area));
	CHECK(find_area(mapped, &area) && find_area(mapped + 4 * page, &area));
	munmap(mapped, page);
	munmap(mapped + 4 * page, page);
	munmap(shared, page);
	munmap(closed, page);
}

static void resident(void)
{
	const size_t size = 8 << 20;
	struct area area;
	unsigned long kilobytes, all, now;

	char *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(mapped, size, MADV_NOHUGEPAGE);
	slurp("/proc/self/statm");
	CHECK(sscanf(text, "%lu %lu", &all, &kilobytes) == 2 && kilobytes < all);
	for (size_t i = 0; i < 1 << 20; i += 4096)
		mapped[i] = 1;
	slurp("/proc/self/statm");
	CHECK(sscanf(text, "%*u %lu", &now) == 1 && now >= kilobytes + 256);
	slurp("/proc/self/smaps");
	CHECK(find_area(mapped, &area));
	char *at = strstr(text, "Rss:");
	char head[64];
	snprintf(head, sizeof head, "%lx-%lx ", area.start, area.end);
	at = strstr(text, head);
	CHECK(at && sscanf(strstr(at, "\nSize:"), "\nSize: %lu kB", &all) == 1);
	CHECK(all == (area.end - area.start) / 1024);
	CHECK(at && sscanf(strstr(at, "\nRss:"), "\nRss: %lu kB", &now) == 1);
	CHECK(now >= 1024 && now <= all);
	CHECK(at && strstr(at, "\nVmFlags: rd wr"));
	slurp("/proc/self/smaps_rollup");
	CHECK(strstr(text, "[rollup]\nRss:"));
	CHECK(atol(line("Rss:")) >= 1024);
	munmap(mapped, size);
}

/* ---- what it began with ---- */

static void beginnings(char **arguments)
{
	ssize_t length = slurp("/proc/self/cmdline");
	size_t at = 0;

	for (unsigned i = 0; arguments[i]; i++) {
		CHECK(at < (size_t)length && !strcmp(text + at, arguments[i]));
		at += strlen(text + at) + 1;
	}
	CHECK(at == (size_t)length);
	length = slurp("/proc/self/environ");
	bool found = false;
	for (at = 0; at < (size_t)length; at += strlen(text + at) + 1)
		found |= !strcmp(text + at, "PROC_TEST=a value");
#ifndef PLAIN_LINUX
	CHECK(found);
#endif
	length = slurp("/proc/self/auxv");
	unsigned long pair[2] = {1, 0};
	found = false;
	for (at = 0; at + sizeof pair <= (size_t)length && pair[0]; at += sizeof pair) {
		memcpy(pair, text + at, sizeof pair);
		found |= pair[0] == AT_ENTRY && pair[1] == getauxval(AT_ENTRY);
	}
	CHECK(found && pair[0] == AT_NULL);
	if (arguments[1]) { /* as programs do that say what they are about */
		arguments[0][0] = '!';
		slurp("/proc/self/cmdline");
		CHECK(text[0] == '!');
	}
	CHECK(strchr(link_of("/proc/self/exe"), '/') == link_of("/proc/self/exe"));
}

/* ---- stat and status ---- */

static void numbers(void)
{
	char name[64], state;
	long parent, group, session, priority, nice_value, threads;
	unsigned long started, size, code_start, code_end;

	setpriority(PRIO_PROCESS, 0, 5);
	slurp("/proc/self/stat");
	CHECK(atoi(text) == getpid());
	CHECK(sscanf(strchr(text, '('), "(%63[^)]) %c %ld %ld %ld", name, &state, &parent,
	             &group, &session) == 5);
	CHECK(state == 'R' && parent == getppid() && group == getpgrp());
	CHECK(session == getsid(0));
	const char *at = strrchr(text, ')') + 2;
	for (int field = 3; field < 18; field++)
		at = strchr(at, ' ') + 1;
	CHECK(sscanf(at, "%ld %ld %ld %*d %lu %lu %*d %*u %lu %lu", &priority,
	             &nice_value, &threads, &started, &size, &code_start,
	             &code_end) == 7);
	CHECK(priority == 25 && nice_value == 5 && threads == 1);
	CHECK(size > 1 << 20 && size % 4096 == 0);
	CHECK(code_start <= (unsigned long)numbers && (unsigned long)numbers < code_end);
	unsigned fields = 2;
	for (at = strrchr(text, ')'); *at; at++)
		fields += *at == ' ';
	CHECK(fields == 52);
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
#ifndef PLAIN_LINUX
	CHECK(started <= (unsigned long)now.tv_sec * 100 + 100);
#endif
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	signal(SIGUSR2, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	CHECK(prctl(PR_SET_NAME, "a name") == 0);
	umask(027);
	slurp("/proc/self/status");
	CHECK(!strncmp(line("Name:\t"), "a name\n", 7));
	CHECK(!strncmp(line("Umask:\t"), "0027\n", 5));
	CHECK(atoi(line("Pid:\t")) == getpid() && atoi(line("Tgid:\t")) == getpid());
	CHECK(atoi(line("PPid:\t")) == getppid() && atoi(line("Threads:\t")) == 1);
	CHECK((unsigned)atoi(line("Uid:\t")) == getuid());
	CHECK(strtoul(line("SigBlk:\t"), NULL, 16) == 1ul << (SIGUSR1 - 1));
	CHECK((strtoul(line("SigPnd:\t"), NULL, 16) |
	       strtoul(line("ShdPnd:\t"), NULL, 16)) == 1ul << (SIGUSR1 - 1));
	CHECK(strtoul(line("SigIgn:\t"), NULL, 16) & 1ul << (SIGUSR2 - 1));
	CHECK(atol(line("VmSize:")) * 1024 >= 1 << 20);
	CHECK(atol(line("VmRSS:")) > 0);
	CHECK(strtoul(line("CapEff:\t"), NULL, 16) != 0 || getuid() != 0);
	signal(SIGUSR1, SIG_IGN);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	umask(022);
}

/* ---- descriptors ---- */

static void descriptors(void)
{
	char path[64];
	int file = open("/tmp/proc-process", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC,
	                0600),
	    ends[2], counter = eventfd(5, 0);

	CHECK(file >= 0 && write(file, "12345", 5) == 5);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	CHECK(!strcmp(link_of(path), "/tmp/proc-process"));
	struct stat by_link, by_file;
	CHECK(stat(path, &by_link) == 0 && fstat(file, &by_file) == 0);
	CHECK(by_link.st_ino == by_file.st_ino && by_link.st_dev == by_file.st_dev);
	CHECK(lstat(path, &by_link) == 0 && S_ISLNK(by_link.st_mode));
	int again = open(path, O_RDONLY);
	char bytes[8];
	CHECK(again >= 0 && read(again, bytes, 8) == 5 && !memcmp(bytes, "12345", 5));
	close(again);
	CHECK(unlink("/tmp/proc-process") == 0);
	CHECK(!strcmp(link_of(path), "/tmp/proc-process (deleted)"));
	again = open(path, O_RDONLY); /* it is still there */
	CHECK(again >= 0 && read(again, bytes, 8) == 5);
	close(again);
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", file);
	slurp(path);
	CHECK(atol(line("pos:\t")) == 5);
	unsigned flags = (unsigned)strtoul(line("flags:\t"), NULL, 8);
	CHECK((flags & (O_ACCMODE | O_APPEND | O_CLOEXEC)) ==
	      (O_RDWR | O_APPEND | O_CLOEXEC));
	close(file);
	CHECK(pipe(ends) == 0 && fstat(ends[0], &by_file) == 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
	char expected[64];
	snprintf(expected, sizeof expected, "pipe:[%lu]", (unsigned long)by_file.st_ino);
	CHECK(!strcmp(link_of(path), expected));
	CHECK(stat(path, &by_link) == 0 && by_link.st_ino == by_file.st_ino);
	CHECK(by_link.st_dev == by_file.st_dev && S_ISFIFO(by_link.st_mode));
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
	again = open(path, O_WRONLY); /* another writing end */
	CHECK(again >= 0 && write(again, "ab", 2) == 2);
	close(ends[1]);
	CHECK(read(ends[0], bytes, 8) == 2 && !memcmp(bytes, "ab", 2));
	close(again);
	CHECK(read(ends[0], bytes, 8) == 0);
	close(ends[0]);
	snprintf(path, sizeof path, "/proc/self/fd/%d", counter);
	CHECK(!strcmp(link_of(path), "anon_inode:[eventfd]"));
	CHECK_FAILS(open(path, O_RDONLY), ENXIO);
	close(counter);
	CHECK_FAILS(readlink(path, bytes, 8), ENOENT);
	CHECK_FAILS(readlink("/proc/self/fd/777", bytes, 8), ENOENT);
	CHECK_FAILS(readlink("/proc/self/fd/00", bytes, 8), ENOENT);
	CHECK_FAILS(readlink("/proc/self/fd/x", bytes, 8), ENOENT);
}

static void listing(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned seen = 0, others = 0;
	struct dirent *entry;

	CHECK(directory);
	int own = dirfd(directory);
	while ((entry = readdir(directory))) {
		int number = atoi(entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		CHECK(entry->d_type == DT_LNK && fcntl(number, F_GETFD) >= 0);
		seen |= 1u << number;
		others++;
	}
	closedir(directory);
	CHECK((seen & 7) == 7 && (seen & 1u << own) && others >= 4);
}

/* ---- links, limits, names ---- */

static void links(void)
{
	char number[32], path[64];

	snprintf(number, sizeof number, "%d", getpid());
	CHECK(!strcmp(link_of("/proc/self"), number));
	snprintf(path, sizeof path, "%d/task/%d", getpid(), gettid());
	CHECK(!strcmp(link_of("/proc/thread-self"), path));
	CHECK(!strcmp(link_of("/proc/mounts"), "self/mounts"));
	CHECK(chdir("/tmp") == 0 && !strcmp(link_of("/proc/self/cwd"), "/tmp"));
	CHECK(!strcmp(link_of("/proc/self/root"), "/"));
	struct stat by_link, by_name;
	CHECK(stat("/proc/self/cwd", &by_link) == 0 && stat("/tmp", &by_name) == 0);
	CHECK(by_link.st_ino == by_name.st_ino && by_link.st_dev == by_name.st_dev);
	CHECK(stat("/proc/self/cwd/../proc/self/root/tmp", &by_link) == 0);
	CHECK(by_link.st_ino == by_name.st_ino);
	CHECK(chdir("/proc/self") == 0 && access("stat", R_OK) == 0);
	CHECK(chdir("/") == 0);
}

static void limits(void)
{
	struct rlimit limit = {512, 600};

	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	slurp("/proc/self/limits");
	CHECK(!strncmp(text,
	               "Limit                     Soft Limit           Hard Limit      "
	               "     Units     \n",
	               79));
	unsigned long soft, hard;
	CHECK(sscanf(line("Max open files"), "%lu %lu files", &soft, &hard) == 2);
	CHECK(soft == 512 && hard == 600);
	CHECK(!strncmp(line("Max cpu time              "), "unlimited            ", 21));
}

static void writing(void)
{
	int file = open("/proc/self/comm", O_RDWR);
	char name[32] = "";

	CHECK(file >= 0 && write(file, "a name that is too long\n", 24) == 24);
	CHECK(prctl(PR_GET_NAME, name) == 0 && !strcmp(name, "a name that is "));
	close(file);
	slurp("/proc/self/comm");
	CHECK(!strcmp(text, "a name that is \n"));
	file = open("/proc/self/oom_score_adj", O_RDWR);
	CHECK(write(file, "500\n", 4) == 4);
	CHECK_FAILS(write(file, "2000", 4), EINVAL);
	CHECK_FAILS(write(file, "x", 1), EINVAL);
	close(file);
	slurp("/proc/self/oom_score_adj");
	CHECK(!strcmp(text, "500\n"));
	file = open("/proc/self/stat", O_WRONLY);
	if (file >= 0) /* only root may try */
		CHECK_FAILS(write(file, "x", 1), EINVAL);
	close(file);
}

/* ---- threads ---- */

static volatile int thread_id;
static volatile bool over;

static void *run(void *argument)
{
	char path[64];

	prctl(PR_SET_NAME, (char *)argument);
	snprintf(path, sizeof path, "%d/task/%d", getpid(), gettid());
	CHECK(!strcmp(link_of("/proc/thread-self"), path));
	thread_id = gettid();
	while (!over)
		usleep(1000);
	return NULL;
}

static unsigned count_tasks(void)
{
	DIR *directory = opendir("/proc/self/task");
	unsigned count = 0;
	struct dirent *entry;

	while ((entry = readdir(directory)))
		count += entry->d_name[0] != '.';
	closedir(directory);
	return count;
}

static void threads(void)
{
	pthread_t thread = thread_start(run, "second");
	char path[64];

	while (!thread_id)
		usleep(1000);
	CHECK(count_tasks() == 2);
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread_id);
	slurp(path);
	CHECK(!strcmp(text, "second\n"));
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread_id);
	slurp(path);
	CHECK(atoi(text) == thread_id && strstr(text, "(second)"));
	snprintf(path, sizeof path, "/proc/self/task/%d/status", thread_id);
	slurp(path);
	CHECK(atoi(line("Pid:\t")) == thread_id && atoi(line("Tgid:\t")) == getpid());
	CHECK(atoi(line("Threads:\t")) == 2);
	snprintf(path, sizeof path, "/proc/%d/status",
	         thread_id); /* not listed, but there */
	CHECK(slurp(path) > 0);
	int file = open(path, O_RDONLY);
	over = true;
	thread_join(thread);
	while (count_tasks() != 1)
		usleep(1000);
	CHECK_FAILS(read(file, text, 100), ESRCH);
	close(file);
	CHECK_FAILS(open(path, O_RDONLY), ENOENT);
}

int main(int count, char **arguments)
{
	CHECK(count >= 1);
	beginnings(arguments);
	maps();
	resident();
	numbers();
	descriptors();
	listing();
	links();
	limits();
	writing();
	threads();
	return check_result();
}
