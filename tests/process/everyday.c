/* SPDX-License-Identifier: ISC */
/*
 * What everyday programs do with files, each step told with its result. everyday.t starts
 * it as a program of Linux and as an image, each in an empty directory; both must say the
 * same, and leave the same.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

static int step;

static long told(const char *what, long result)
{
	if (result < 0)
		printf("%d %s: errno %d\n", ++step, what, errno);
	else
		printf("%d %s: %ld\n", ++step, what, result);
	return result;
}
#define TELL(call) told(#call, (long)(call))

static void tell_status(const char *path)
{
	struct stat s;
	if (TELL(lstat(path, &s)) < 0)
		return;
	printf("  %o %ld %d:%d links %ld time %ld.%09ld\n", s.st_mode,
	       S_ISREG(s.st_mode) || S_ISLNK(s.st_mode) ? (long)s.st_size : 0, s.st_uid,
	       s.st_gid, S_ISDIR(s.st_mode) ? 0 : (long)s.st_nlink,
	       s.st_mtime < 100000 ? (long)s.st_mtime : -1,
	       s.st_mtime < 100000 ? s.st_mtim.tv_nsec : 0);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void tell_directory(const char *path)
{
	char *names[200];
	size_t count = 0;
	struct dirent *record;
	DIR *directory = opendir(path);
	if (told("opendir", directory ? 0 : -1) < 0)
		return;
	while ((record = readdir(directory)) && count < 200)
		names[count++] = strdup(record->d_name);
	rewinddir(directory);
	size_t again = 0;
	while (readdir(directory))
		again++;
	closedir(directory);
	qsort(names, count, sizeof *names, compare);
	for (size_t i = 0; i < count; i++)
		printf("  %s\n", names[i]);
	printf("  %s again\n", again == count ? "as many" : "others");
}

static void files(void)
{
	char buffer[100] = "";
	int file = open("new", O_CREAT | O_EXCL | O_RDWR, 0666);
	TELL(file < 0 ? -1 : 0);
	TELL(open("new", O_CREAT | O_EXCL | O_RDWR, 0666));
	TELL(write(file, "hello world\n", 12));
	TELL(lseek(file, 6, SEEK_SET));
	TELL(read(file, buffer, 5));
	puts(buffer);
	TELL(pwrite(file, "W", 1, 6));
	TELL(lseek(file, 0, SEEK_CUR));
	TELL(lseek(file, 3, SEEK_END));
	TELL(lseek(file, -100, SEEK_CUR));
	TELL(write(file, "far", 3));
	TELL(ftruncate(file, 1000));
	TELL(lseek(file, 0, SEEK_END));
	TELL(fsync(file) + fdatasync(file));
	TELL(fchmod(file, 0640));
	TELL(posix_fallocate(file, 0, 2000));
	TELL(read(file, NULL, 100));
	struct iovec parts[] = {{buffer, 2}, {buffer + 10, 3}};
	TELL(preadv(file, parts, 2, 4));
	TELL(close(file));
	TELL(close(file));
	file = open("log", O_CREAT | O_WRONLY | O_APPEND, 0600);
	TELL(write(file, "one\n", 4));
	TELL(lseek(file, 0, SEEK_SET));
	TELL(write(file, "two\n", 4));
	TELL(lseek(file, 0, SEEK_CUR));
	TELL(read(file, buffer, 1));
	TELL(close(file));
	tell_status("new");
	tell_status("log");
	tell_status("nothing");
	TELL(truncate("log", 5));
	tell_status("log");
	TELL(open("new/x", O_RDONLY));
	TELL(open(".", O_WRONLY));
	TELL(open("", O_RDONLY));
	FILE *stream = fopen("text", "w+");
	for (int i = 0; stream && i < 10000; i++)
		fprintf(stream, "line %d\n", i);
	rewind(stream);
	long sum = 0;
	for (int n; fscanf(stream, "line %d\n", &n) == 1;)
		sum += n;
	TELL(sum);
	TELL(fclose(stream));
}

static void names(void)
{
	char buffer[4096];
	TELL(mkdir("a", 0777));
	TELL(mkdir("a", 0777));
	TELL(mkdir("a/b", 0700));
	TELL(mkdir("x/y", 0777));
	TELL(symlink("b", "a/link"));
	TELL(symlink("loop", "loop"));
	TELL(readlink("a/link", buffer, 100));
	TELL(readlink("a", buffer, 100));
	TELL(open("loop", O_RDONLY));
	TELL(chdir("a/link"));
	TELL(symlink("../../new", "up"));
	tell_status("up");
	TELL(access("up", R_OK));
	TELL(link("../../new", "hard"));
	tell_status("../../new");
	TELL(rename("hard", "../harder"));
	TELL(rename("../harder", "nowhere/x"));
	TELL(rename("../../a", "../b/c"));
	TELL(chdir("../.."));
	char *here = getcwd(buffer, sizeof buffer);
	TELL(here && !strcmp(here, getenv("HERE")) ? 1 : 0);
	TELL(rmdir("a"));
	TELL(unlink("a"));
	TELL(mkfifo("fifo", 0622));
	tell_status("fifo");
	TELL(open("fifo", O_WRONLY | O_NONBLOCK));
	TELL(mknod("regular", S_IFREG | 0600, 0));
	tell_directory("a");
	tell_directory(".");
	int directory = open("a", O_RDONLY | O_DIRECTORY);
	TELL(faccessat(directory, "b", F_OK, 0));
	TELL(mkdirat(directory, "at", 0711));
	TELL(unlinkat(directory, "at", AT_REMOVEDIR));
	TELL(openat(directory, "../../../../../../../../../../etc/nothing", O_RDONLY));
	TELL(fchdir(directory));
	TELL(rename("harder", "./harder"));
	TELL(chdir(".."));
	TELL(close(directory));
	TELL(chdir("new"));
	for (int i = 0; i < 150; i++) {
		sprintf(buffer, "a/b/%d", i);
		close(creat(buffer, 0600));
	}
	tell_directory("a/b");
	/* remove while listing, as rm -r does */
	DIR *open = opendir("a/b");
	struct dirent *record;
	long removed = 0;
	while ((record = readdir(open)))
		if (record->d_name[0] != '.')
			removed += !unlinkat(dirfd(open), record->d_name, 0);
	closedir(open);
	TELL(removed);
	TELL(rmdir("a/b"));
	memset(buffer, 'n', 256);
	buffer[256] = 0;
	TELL(mkdir(buffer, 0700));
	buffer[255] = 0;
	TELL(mkdir(buffer, 0700));
	TELL(rmdir(buffer));
	for (int i = 0; i < 300; i++)
		if (mkdir("deep", 0700) || chdir("deep"))
			break;
	TELL((long)strlen(getcwd(buffer, sizeof buffer) + strlen(getenv("HERE"))));
	for (int i = 0; i < 300; i++)
		if (chdir("..") || rmdir("deep"))
			break;
	TELL(access("deep", F_OK));
}

static void attributes(void)
{
	char value[10];
	const struct timespec times[] = {{11, 22}, {33, 44}},
	                      now[] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
	TELL(umask(027));
	TELL(close(creat("masked", 0777)));
	tell_status("masked");
	TELL(umask(0));
	TELL(mkdir("open", 01777));
	tell_status("open");
	TELL(umask(022));
	TELL(utimensat(AT_FDCWD, "masked", times, 0));
	tell_status("masked");
	TELL(utimensat(AT_FDCWD, "masked", now, 0));
	tell_status("masked");
	TELL(chmod("masked", 06755));
	tell_status("masked");
	TELL(chown("masked", getuid(), getgid()));
	tell_status("masked");
	TELL(chown("masked", 1, 1));
	TELL(chmod("masked", 0));
	tell_status("masked");
	TELL(access("masked", R_OK));
	TELL(open("masked", O_RDONLY));
	int file = open("readonly", O_CREAT | O_WRONLY, 0444);
	TELL(write(file, "x", 1));
	TELL(ftruncate(file, 0));
	TELL(write(file, "y", 1));
	TELL(close(file));
	TELL(access("readonly", W_OK));
	TELL(open("readonly", O_WRONLY));
	TELL(mkdir("closed", 0));
	TELL(open("closed/x", O_CREAT | O_WRONLY, 0600));
	TELL(rmdir("closed"));
	TELL(setxattr("readonly", "user.a", "12345", 5, 0));
	TELL(setxattr("log", "user.a", "12345", 5, 0));
	TELL(getxattr("log", "user.a", value, sizeof value));
	TELL(getxattr("log", "user.b", value, sizeof value));
	TELL(listxattr("log", NULL, 0));
	TELL(removexattr("log", "user.a"));
	struct statvfs statistics;
	TELL(statvfs(".", &statistics));
	TELL(getuid());
	TELL(geteuid());
	TELL(getgid());
	TELL(open("/etc/shadow", O_WRONLY | O_APPEND) < 0 ? -1 : 0);
	TELL(chmod("/etc", 0755) < 0 ? -1 : 0);
}

static void locks(void)
{
	struct flock lock = {.l_type = F_WRLCK, .l_start = 5, .l_len = 5};
	int a = open("log", O_RDWR), b = open("log", O_RDONLY);
	TELL(flock(a, LOCK_EX));
	TELL(flock(b, LOCK_SH | LOCK_NB));
	TELL(flock(a, LOCK_UN));
	TELL(flock(b, LOCK_SH | LOCK_NB));
	TELL(fcntl(a, F_SETLK, &lock));
	TELL(fcntl(b, F_SETLK, &lock));
	lock.l_type = F_RDLCK;
	TELL(fcntl(b, F_SETLK, &lock));
	TELL(fcntl(a, F_OFD_SETLK, &lock));
	lock.l_type = F_WRLCK;
	TELL(fcntl(a, F_OFD_GETLK, &lock));
	TELL(lock.l_type);
	TELL(close(b));
	TELL(fcntl(a, F_OFD_SETLK, &lock));
	TELL(close(a));
}

static void mappings(void)
{
	const int both = PROT_READ | PROT_WRITE;
	char byte = 0;
	int file = open("mapped", O_CREAT | O_RDWR, 0600), reader = open("log", O_RDONLY),
	    directory = open(".", O_RDONLY);
	TELL(ftruncate(file, 8192));
	char *shared = mmap(NULL, 8192, both, MAP_SHARED, file, 0),
	     *private = mmap(NULL, 4096, both, MAP_PRIVATE, file, 4096);
	TELL(shared != MAP_FAILED && private != MAP_FAILED);
	shared[5000] = 'x';
	TELL(private[904]);
	private[904] = 'y';
	TELL(pread(file, &byte, 1, 5000));
	TELL(byte);
	TELL(pwrite(file, "z", 1, 1));
	TELL(shared[1]);
	TELL(msync(shared, 8192, MS_SYNC));
	TELL(munmap(shared, 8192) + munmap(private, 4096));
	TELL(mmap(NULL, 4096, both, MAP_SHARED, reader, 0) == MAP_FAILED ? -1 : 0);
	TELL(mmap(NULL, 4096, PROT_READ, MAP_SHARED, directory, 0) == MAP_FAILED ? -1
	                                                                         : 0);
	TELL(close(file) + close(reader) + close(directory));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	files();
	names();
	attributes();
	locks();
	mappings();
	return 0;
}
