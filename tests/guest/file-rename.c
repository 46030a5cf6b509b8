/* SPDX-License-Identifier: ISC */
/*
 * rename(2): over what is there, between directories, exchanging; what is refused.
 * ways: process process2 microvm q35 kvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include <sys/syscall.h>

static int rename2(const char *from, const char *to, unsigned flags)
{
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void files(void)
{
	struct stat before, after;

	put_file("a", "a");
	CHECK(stat("a", &before) == 0);
	CHECK(rename("a", "b") == 0);
	CHECK_FAILS(access("a", F_OK), ENOENT);
	CHECK(stat("b", &after) == 0 && before.st_ino == after.st_ino);
	put_file("c", "c");
	int held = open("c", O_RDONLY);
	CHECK(rename("b", "c") == 0 && file_is("c", "a"));
	CHECK(fstat(held, &after) == 0 && after.st_nlink == 0);
	CHECK(close(held) == 0);
	CHECK(rename("c", "c") == 0 && file_is("c", "a"));
	CHECK(link("c", "d") == 0);
	CHECK(rename("c", "d") == 0 &&
	      access("c", F_OK) == 0); /* the same file: nothing */
	CHECK_FAILS(rename("none", "x"), ENOENT);
	CHECK_FAILS(rename("c", "none/x"), ENOENT);
	CHECK_FAILS(rename("c", "d/x"), ENOTDIR);
	CHECK_FAILS(rename("c/", "x"), ENOTDIR);
	CHECK_FAILS(rename("c", "x/"), ENOTDIR);
	CHECK_FAILS(rename("c", ""), ENOENT);
}

static void directories(void)
{
	struct stat status;

	CHECK(mkdir("p", 0700) == 0 && mkdir("q", 0700) == 0 &&
	      mkdir("p/sub", 0700) == 0);
	put_file("p/sub/file", "deep");
	CHECK_FAILS(rename("p", "p/sub/p"), EINVAL);
	CHECK_FAILS(rename("p", "p/sub"), EINVAL);
	CHECK_FAILS(rename("p/sub", "p"), ENOTEMPTY);
	CHECK_FAILS(rename("c", "p"), EISDIR);
	CHECK_FAILS(rename("p", "c"), ENOTDIR);
	CHECK(rename("p/sub", "q/moved/") == 0);
	CHECK(file_is("q/moved/file", "deep"));
	CHECK(stat("p", &status) == 0 && status.st_nlink == 2);
	CHECK(stat("q", &status) == 0 && status.st_nlink == 3);
	CHECK(chdir("q/moved") == 0 && file_is("../moved/file", "deep") &&
	      chdir("../..") == 0);
	CHECK(rename("q", "p") == 0); /* over an empty one */
	CHECK(file_is("p/moved/file", "deep"));
	CHECK(mkdir("q", 0700) == 0);
	CHECK_FAILS(rename("q", "p"), ENOTEMPTY);
	CHECK_FAILS(rename("q", "."), EBUSY);
	CHECK_FAILS(rename("..", "q"), EBUSY);
	CHECK_FAILS(rename("/", "q"), EBUSY);
}

static void flags(void)
{
	put_file("one", "1");
	put_file("two", "2");
	CHECK_FAILS(rename2("one", "two", 1), EEXIST); /* NOREPLACE */
	CHECK(rename2("one", "three", 1) == 0 && file_is("three", "1"));
	CHECK(rename2("two", "three", 2) == 0); /* EXCHANGE */
	CHECK(file_is("two", "1") && file_is("three", "2"));
	CHECK_FAILS(rename2("two", "none", 2), ENOENT);
	CHECK_FAILS(rename2("two", "three", 3), EINVAL);
	CHECK_FAILS(rename2("two", "three", 1u << 20), EINVAL);
	CHECK(rename2("p/moved", "two", 2) == 0);
	CHECK(file_is("p/moved", "1") && file_is("two/file", "deep"));
	CHECK_FAILS(rename2("p", "p/moved", 2), EINVAL);
}

/* What changes while a directory is being listed doesn't confuse the rest. */
static void while_listing(void)
{
	char name[32], seen[200] = {0};
	struct dirent *record;
	int count = 0;

	CHECK(mkdir("many", 0700) == 0 && chdir("many") == 0);
	for (int i = 0; i < 200; i++) {
		sprintf(name, "%d", i);
		put_file(name, "");
	}
	DIR *open = opendir(".");
	while ((record = readdir(open))) {
		if (record->d_name[0] == '.')
			continue;
		CHECK(record->d_type == DT_REG);
		int n = atoi(record->d_name);
		CHECK(n >= 0 && n < 200 && !seen[n]);
		if (n >= 0 && n < 200)
			seen[n] = 1;
		count++;
		CHECK(unlink(record->d_name) == 0);
	}
	CHECK(count == 200);
	rewinddir(open);
	count = 0;
	while (readdir(open))
		count++;
	CHECK(count == 2);
	CHECK(closedir(open) == 0 && chdir("..") == 0 && rmdir("many") == 0);
}

int main(void)
{
	directory_begin();
	files();
	directories();
	flags();
	while_listing();
	return directory_end();
}
