/* SPDX-License-Identifier: ISC */
/*
 * Names: making, finding and removing files, directories and links; paths of all shapes;
 * what is refused.
 * ways: process process2 microvm q35 kvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include <limits.h>
#include <sys/syscall.h>

static void *const bad = (void *)16;

static void open_flags(void)
{
	int file;

	CHECK_FAILS(open("none", O_RDONLY), ENOENT);
	CHECK_FAILS(open("", O_RDONLY), ENOENT);
	CHECK_FAILS(open(bad, O_RDONLY), EFAULT);
	CHECK((file = open("a", O_CREAT | O_EXCL | O_RDWR, 0640)) >= 0);
	CHECK_FAILS(open("a", O_CREAT | O_EXCL, 0640), EEXIST);
	CHECK(write(file, "hello", 5) == 5);
	CHECK((fcntl(file, F_GETFL) & ~O_LARGEFILE & ~0100000) == O_RDWR);
	CHECK(close(file) == 0);
	CHECK((file = open("a", O_RDONLY | O_CLOEXEC)) >= 0);
	CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC);
	CHECK_FAILS(write(file, "x", 1), EBADF);
	CHECK(close(file) == 0);
	CHECK((file = open("a", O_WRONLY | O_APPEND)) >= 0);
	CHECK_FAILS(read(file, &file, 1), EBADF);
	CHECK(write(file, " you", 4) == 4);
	CHECK(close(file) == 0);
	CHECK(file_is("a", "hello you"));
	CHECK((file = open("a", O_WRONLY | O_TRUNC)) >= 0);
	CHECK(close(file) == 0);
	CHECK(file_is("a", ""));
	CHECK_FAILS(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_FAILS(open("a/b", O_RDONLY), ENOTDIR);
	CHECK_FAILS(open("a/", O_RDONLY), ENOTDIR);
	CHECK_FAILS(open("a/.", O_RDONLY), ENOTDIR);
	CHECK_FAILS(open(".", O_WRONLY), EISDIR);
	CHECK_FAILS(open(".", O_RDONLY | O_CREAT, 0600), EISDIR);
	CHECK_FAILS(open("new/", O_RDWR | O_CREAT, 0600), EISDIR);
	CHECK_FAILS(open("no/such", O_RDWR | O_CREAT, 0600), ENOENT);
	CHECK(unlink("a") == 0);
	CHECK_FAILS(unlink("a"), ENOENT);
}

static void long_names(void)
{
	char name[PATH_MAX + 10];

	memset(name, 'n', sizeof name);
	name[255] = 0;
	put_file(name, "x");
	CHECK(unlink(name) == 0);
	name[255] = 'n';
	name[256] = 0;
	CHECK_FAILS(open(name, O_CREAT | O_WRONLY, 0600), ENAMETOOLONG);
	CHECK_FAILS(mkdir(name, 0700), ENAMETOOLONG);
	name[256] = 'n';
	name[PATH_MAX] = 0;
	CHECK_FAILS(open(name, O_RDONLY), ENAMETOOLONG);
	for (int i = 0; i < PATH_MAX - 2; i += 2)
		memcpy(name + i, "./", 2);
	strcpy(name + PATH_MAX - 2, ".");
	CHECK(access(name, F_OK) == 0);
}

static void directories(void)
{
	struct stat status;
	char path[PATH_MAX];

	CHECK(mkdir("d", 0750) == 0);
	CHECK_FAILS(mkdir("d", 0750), EEXIST);
	CHECK(mkdir("d/e/", 0700) == 0);
	CHECK(stat("d", &status) == 0 && S_ISDIR(status.st_mode));
	CHECK((status.st_mode & 07777) == 0750);
	CHECK(status.st_nlink == 3);
	CHECK_FAILS(rmdir("d"), ENOTEMPTY);
	CHECK_FAILS(unlink("d"), EISDIR);
	CHECK_FAILS(rmdir("d/e/."), EINVAL);
	CHECK_FAILS(rmdir("d/e/.."), ENOTEMPTY);
	put_file("d/e/f", "text");
	CHECK(chdir("d/e") == 0);
	CHECK(getcwd(path, sizeof path) != NULL);
	CHECK(!strncmp(path, directory, strlen(directory)) &&
	      !strcmp(path + strlen(directory), "/d/e"));
	CHECK_FAILS(syscall(SYS_getcwd, path, 3), ERANGE);
	CHECK(file_is("../e/./f", "text") && file_is("../../d/e//f", "text"));
	CHECK_FAILS(chdir("f"), ENOTDIR);
	CHECK_FAILS(chdir("none"), ENOENT);
	CHECK(unlink("f") == 0 && rmdir("../e") == 0);
	CHECK_FAILS(syscall(SYS_getcwd, path, sizeof path), ENOENT);
	CHECK_FAILS(open("x", O_CREAT | O_WRONLY, 0600), ENOENT);
	CHECK_FAILS(mkdir("x", 0700), ENOENT);
	CHECK(chdir("..") == 0 && chdir(directory) == 0);
	CHECK(rmdir("d/") == 0);
	CHECK_FAILS(rmdir("/"), EBUSY);
	CHECK_FAILS(mkdir("/", 0700), EEXIST);
}

static void symbolic_links(void)
{
	char text[PATH_MAX], name[16];
	struct stat status;

	put_file("target", "there");
	CHECK(symlink("target", "link") == 0);
	CHECK_FAILS(symlink("target", "link"), EEXIST);
	CHECK_FAILS(symlink("", "empty"), ENOENT);
	CHECK(file_is("link", "there"));
	CHECK(lstat("link", &status) == 0 && S_ISLNK(status.st_mode));
	CHECK(status.st_size == 6);
	CHECK(readlink("link", text, sizeof text) == 6 && !memcmp(text, "target", 6));
	CHECK(readlink("link", text, 3) == 3);
	CHECK_FAILS(readlink("target", text, sizeof text), EINVAL);
	CHECK_FAILS(syscall(SYS_readlink, "link", text, 0), EINVAL);
	CHECK_FAILS(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	CHECK_FAILS(open("link", O_CREAT | O_EXCL | O_WRONLY, 0600), EEXIST);
	CHECK(symlink("made", "dangling") == 0);
	CHECK_FAILS(open("dangling", O_RDONLY), ENOENT);
	CHECK(close(open("dangling", O_CREAT | O_WRONLY, 0600)) == 0);
	CHECK(access("made", F_OK) == 0 && unlink("made") == 0);
	CHECK(symlink("loop-b", "loop-a") == 0 && symlink("loop-a", "loop-b") == 0);
	CHECK_FAILS(open("loop-a", O_RDONLY), ELOOP);
	CHECK_FAILS(stat("loop-a/x", &status), ELOOP);
	for (int i = 0; i < 41; i++) {
		sprintf(name, "chain%d", i);
		sprintf(text, i ? "chain%d" : "target", i - 1);
		CHECK(symlink(text, name) == 0);
	}
	CHECK(file_is("chain39", "there"));
	CHECK_FAILS(open("chain40", O_RDONLY), ELOOP);
	CHECK(mkdir("dir", 0700) == 0 && symlink("dir", "to-dir") == 0);
	put_file("to-dir/inside", "in");
	CHECK(file_is("dir/inside", "in"));
	CHECK_FAILS(rmdir("to-dir"), ENOTDIR);
	CHECK(symlink(directory, "absolute") == 0);
	CHECK(file_is("absolute/target", "there"));
}

static void hard_links(void)
{
	struct stat a, b;

	put_file("one", "1");
	CHECK(link("one", "two") == 0);
	CHECK(stat("one", &a) == 0 && stat("two", &b) == 0);
	CHECK(a.st_ino == b.st_ino && a.st_nlink == 2);
	CHECK_FAILS(link("one", "two"), EEXIST);
	CHECK_FAILS(link("none", "three"), ENOENT);
	CHECK_FAILS(link("dir", "three"), EPERM);
	CHECK(unlink("one") == 0 && file_is("two", "1"));
	CHECK(stat("two", &a) == 0 && a.st_nlink == 1);
	CHECK(link("link", "link2") == 0); /* not followed */
	CHECK(lstat("link2", &a) == 0 && S_ISLNK(a.st_mode));
	CHECK(linkat(AT_FDCWD, "link", AT_FDCWD, "link3", AT_SYMLINK_FOLLOW) == 0);
	CHECK(lstat("link3", &a) == 0 && S_ISREG(a.st_mode));
}

static void relative_to_descriptors(void)
{
	int at = open("dir", O_RDONLY | O_DIRECTORY), path = open("dir", O_PATH), file;
	struct stat status;
	char byte;

	CHECK(at >= 0 && path >= 0);
	CHECK((file = openat(at, "new", O_CREAT | O_RDWR, 0600)) >= 0);
	CHECK(close(file) == 0);
	CHECK(fstatat(path, "new", &status, 0) == 0);
	CHECK(fstatat(path, "", &status, AT_EMPTY_PATH) == 0 && S_ISDIR(status.st_mode));
	CHECK_FAILS(fstatat(path, "", &status, 0), ENOENT);
	CHECK_FAILS(openat(99, "new", O_RDONLY), EBADF);
	CHECK((file = open("dir/new", O_PATH)) >= 0);
	CHECK_FAILS(read(file, &byte, 1), EBADF);
	CHECK_FAILS(openat(file, "x", O_RDONLY), ENOTDIR);
	CHECK(close(file) == 0);
	CHECK(mkdirat(at, "sub", 0700) == 0 && unlinkat(at, "sub", AT_REMOVEDIR) == 0);
	CHECK_FAILS(unlinkat(at, "new", AT_REMOVEDIR), ENOTDIR);
	CHECK(unlinkat(at, "new", 0) == 0);
	CHECK(fchdir(at) == 0 && access("inside", F_OK) == 0);
	CHECK(chdir(directory) == 0);
	CHECK_FAILS(read(at, &byte, 1), EISDIR);
	CHECK(close(at) == 0 && close(path) == 0);
}

static void unnamed(void)
{
	char name[64];
	struct stat status;
	int file = open(".", O_TMPFILE | O_RDWR, 0600);

	CHECK(file >= 0 && write(file, "tmp", 3) == 3);
	CHECK(fstat(file, &status) == 0 && status.st_nlink == 0);
	CHECK_FAILS(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
	sprintf(name, "/proc/self/fd/%d", file);
	if (access("/proc/self/fd", F_OK) == 0)
		CHECK(linkat(AT_FDCWD, name, AT_FDCWD, "named", AT_SYMLINK_FOLLOW) == 0 &&
		      file_is("named", "tmp"));
	CHECK(close(file) == 0);
	/* a file without a name lives on */
	put_file("gone", "still");
	CHECK((file = open("gone", O_RDONLY)) >= 0 && unlink("gone") == 0);
	CHECK(read(file, name, sizeof name) == 5 && !memcmp(name, "still", 5));
	CHECK(close(file) == 0);
}

int main(void)
{
	umask(0);
	directory_begin();
	open_flags();
	long_names();
	directories();
	symbolic_links();
	hard_links();
	relative_to_descriptors();
	unnamed();
	return directory_end();
}
