/* SPDX-License-Identifier: ISC */
/*
 * The program of volume.t: does one thing with files, and says how it went.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int tell(int result)
{
	if (result < 0)
		printf("errno %d\n", errno);
	return result < 0;
}

static int copy_out(int from)
{
	char buffer[4096];
	ssize_t n;

	if (from < 0)
		return tell(-1);
	while ((n = read(from, buffer, sizeof buffer)) > 0)
		fwrite(buffer, 1, (size_t)n, stdout);
	close(from);
	return tell((int)n);
}

static int cat(const char *path)
{
	return copy_out(open(path, O_RDONLY));
}

static int put(const char *path, const char *text)
{
	int to = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
	if (to < 0)
		return tell(-1);
	write(to, text, strlen(text));
	return tell(close(to));
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list(const char *path)
{
	char *names[100];
	int count = 0;
	struct dirent *record;
	DIR *directory = opendir(path);
	if (!directory)
		return tell(-1);
	while ((record = readdir(directory)) && count < 100)
		if (record->d_name[0] != '.')
			names[count++] = strdup(record->d_name);
	closedir(directory);
	qsort(names, (size_t)count, sizeof *names, compare);
	for (int i = 0; i < count; i++)
		puts(names[i]);
	return 0;
}

static void wait_for(const char *path)
{
	while (access(path, F_OK))
		usleep(10000);
}

/* Up from a directory, a hundred times, never leads out of the root. */
static int walk(const char *path)
{
	struct stat up, root;
	if (chdir(path))
		return tell(-1);
	for (int i = 0; i < 100; i++)
		if (chdir(".."))
			return tell(-1);
	stat(".", &up);
	stat("/", &root);
	puts(up.st_ino == root.st_ino && up.st_dev == root.st_dev ? "root" : "elsewhere");
	return 0;
}

static int stay(const char *path)
{
	if (chdir(path))
		return tell(-1);
	puts("ready");
	fflush(stdout);
	wait_for("/data/go");
	/* whether the host still lets it be read is the host's matter */
	char text[16] = "";
	int file = open("file", O_RDONLY);
	bool fine = file < 0 ? errno == EACCES : read(file, text, 15) == 5;
	printf("file: %s\n", fine ? "kept or errno 13" : "something else");
	printf("../../outside/secret: ");
	cat("../../outside/secret");
	printf("../secret: ");
	return cat("../secret");
}

static int hold(const char *path)
{
	int file = open(path, O_RDWR);
	struct flock record = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 3};
	if (file < 0 || flock(file, LOCK_EX) || fcntl(file, F_SETLK, &record))
		return tell(-1);
	puts("locked");
	fflush(stdout);
	wait_for("/data/go");
	return 0;
}

static void tell_lock(const char *kind, int result)
{
	if (result)
		printf("%s errno %d\n", kind, errno);
	else
		printf("%s taken\n", kind);
}

static int try(const char *path)
{
	int file = open(path, O_RDWR);
	struct flock record = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 1};
	struct flock test = record;
	tell_lock("flock", flock(file, LOCK_SH | LOCK_NB));
	tell_lock("record", fcntl(file, F_SETLK, &record));
	if (fcntl(file, F_GETLK, &test))
		return tell(-1);
	puts(test.l_type == F_UNLCK ? "nobody"
	     : test.l_type == F_WRLCK && test.l_start == 0 && test.l_len == 3
	             ? "held by another"
	             : "something else");
	return 0;
}

static int seek(void)
{
	struct stat status;
	long position = lseek(0, 0, SEEK_CUR);
	fstat(0, &status);
	if (position < 0)
		printf("errno %d ", errno);
	else
		printf("%ld ", position);
	if (S_ISREG(status.st_mode))
		printf("%ld\n", (long)status.st_size);
	else
		puts(S_ISFIFO(status.st_mode)  ? "fifo"
		     : S_ISCHR(status.st_mode) ? "device"
		                               : "something else");
	return 0;
}

static int race(const char *path, int times)
{
	while (times--)
		cat(path);
	return 0;
}

/* Whatever fails or ends leaves nothing open below: volume.t counts there. */
static void leave_nothing(void)
{
	struct stat status;
	char name[300];
	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = 0;
	for (int i = 0; i < 200; i++) {
		open("/data/nothing", O_RDONLY);
		open("/data/file/x", O_RDONLY);
		open("/data/out", O_RDONLY | O_NOFOLLOW);
		open("/data/file", O_CREAT | O_EXCL | O_WRONLY, 0600);
		open("/data/fifo", O_WRONLY | O_NONBLOCK);
		open("/data", O_WRONLY);
		open(name, O_CREAT | O_WRONLY, 0600);
		mkdir("/data/file", 0700);
		link("/data/file", "/data/within");
		rename("/data/file", "/data/nothing/x");
		rmdir("/data");
		stat("/data/absolute", &status);
		close(open("/data/file", O_RDWR));
		close(open("/data", O_TMPFILE | O_RDWR, 0600));
		close(creat("/data/short", 0400));
		unlink("/data/short");
		mkdir("/data/a", 0700);
		mkdir("/data/a/b", 0700);
		if (!chdir("/data/a/b"))
			chdir("/");
		closedir(opendir("/data/a"));
		rmdir("/data/a/b");
		rmdir("/data/a");
	}
}

static int leaks(void)
{
	leave_nothing();
	puts("ready");
	fflush(stdout);
	wait_for("/data/go");
	return 0;
}

/* A `syscall` instruction of its own. */
static void raw(const char *name, long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = 24;
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	printf("%s %ld\n", name, result);
}

static int raw_all(const char *volume, const char *secret)
{
	static char status[256];
	static unsigned long how[3];
	long path = (long)secret;
	raw("openat", SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	raw("open", SYS_open, path, O_RDONLY, 0, 0);
	raw("openat2", SYS_openat2, AT_FDCWD, path, (long)how, 24);
	raw("statx", SYS_statx, AT_FDCWD, path, 0, 0x7ff);
	raw("unlink", SYS_unlink, path, 0, 0, 0);
	raw("chmod", SYS_chmod, path, 0777, 0, 0);
	raw("execve", SYS_execve, (long)"/bin/sh", 0, 0, 0);
	raw("mount", SYS_mount, path, (long)volume, (long)status, 0);
	raw("chroot", SYS_chroot, (long)"/", 0, 0, 0);
	raw("link", SYS_link, path, (long)"/data/stolen", 0, 0);
	return 0;
}

static int environment(void)
{
	for (char **at = environ; *at; at++)
		if (strncmp(*at, "SAMARA_SEALED=", 14) == 0 ||
		    strncmp(*at, "SAMARA_VOLUMES=", 15) == 0)
			puts(*at);
	return 0;
}

int main(int argc, char **argv)
{
	static char none[] = "";
	const char *what = argc > 1 ? argv[1] : none, *a = argc > 2 ? argv[2] : none,
	           *b = argc > 3 ? argv[3] : none;
	char buffer[4096];
#define IS(word) (strcmp(what, word) == 0)
	if (IS("cat"))
		return cat(a);
	if (IS("copy"))
		return copy_out(0);
	if (IS("write"))
		return put(a, b);
	if (IS("append"))
		return write(1, a, strlen(a)) < 0;
	if (IS("list"))
		return list(a);
	if (IS("cwd"))
		return puts(getcwd(buffer, sizeof buffer)) < 0;
	if (IS("move"))
		return tell(rename(a, b));
	if (IS("link"))
		return tell(link(a, b));
	if (IS("symlink"))
		return tell(symlink(a, b));
	if (IS("remove"))
		return tell(unlink(a));
	if (IS("mode"))
		return tell(chmod(a, (mode_t)strtoul(b, NULL, 8)));
	if (IS("cut"))
		return tell(truncate(a, 0));
	if (IS("device"))
		return tell(mknod(a, S_IFCHR | 0600, makedev(1, 3)));
	if (IS("walk"))
		return walk(a);
	if (IS("stay"))
		return stay(a);
	if (IS("lock"))
		return hold(a);
	if (IS("try"))
		return try(a);
	if (IS("lseek"))
		return seek();
	if (IS("race"))
		return race(a, atoi(b));
	if (IS("leaks"))
		return leaks();
	if (IS("raw"))
		return raw_all(a, b);
	if (IS("environment"))
		return environment();
	return 2;
}
