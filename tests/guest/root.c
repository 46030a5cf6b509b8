/* SPDX-License-Identifier: ISC */
/*
 * The image's root: its files are there, as they were, and can be changed, in memory.
 * root: umask 022; mkdir -p etc/deep/er empty; chmod 1777 empty; mkfifo -m 640 fifo
 * root: echo hello >etc/motd; ln etc/motd etc/hard; ln -s ../motd etc/deep/link
 * root: touch -d @1000000000.123456789 etc/motd; touch -h -d @1000000001 etc/deep/link
 * root: head -c 70001 /dev/zero | tr '\0' x >etc/large; printf b >>etc/large
 * root: chmod 751 etc/large
 * root: for i in $(seq 300); do echo $i >etc/deep/er/number$i; done
 */
#define _GNU_SOURCE
#include "check.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[80000];

static long contents(const char *path)
{
	int file = open(path, O_RDONLY);
	long n = read(file, buffer, sizeof buffer - 1);

	CHECK(file >= 0 && close(file) == 0);
	buffer[n > 0 ? n : 0] = 0;
	return n;
}

static void reading(void)
{
	struct stat status, other;

	CHECK(contents("/etc/motd") == 6 && !strcmp(buffer, "hello\n"));
	CHECK(contents("/etc/deep/link") == 6 && !strcmp(buffer, "hello\n"));
	CHECK(contents("/etc/large") == 70002 && buffer[70000] == 'x');
	CHECK(buffer[70001] == 'b' && buffer[0] == 'x');
	CHECK(stat("/etc/motd", &status) == 0 && stat("/etc/hard", &other) == 0);
	CHECK(status.st_ino == other.st_ino && status.st_nlink == 2);
	CHECK(status.st_mode == (S_IFREG | 0644) && status.st_uid == 0);
	CHECK(status.st_mtim.tv_sec == 1000000000);
	CHECK(status.st_mtim.tv_nsec == 123456789);
	CHECK(lstat("/etc/deep/link", &status) == 0 && S_ISLNK(status.st_mode));
	CHECK(status.st_size == 7 && status.st_mtim.tv_sec == 1000000001);
	CHECK(readlink("/etc/deep/link", buffer, 100) == 7);
	CHECK(stat("/fifo", &status) == 0 && status.st_mode == (S_IFIFO | 0640));
	CHECK(stat("/empty", &status) == 0 && status.st_mode == (S_IFDIR | 01777));
	CHECK(stat("/etc/large", &status) == 0 && (status.st_mode & 07777) == 0751);
	CHECK_FAILS(open("/etc/none", O_RDONLY), ENOENT);
	CHECK_FAILS(open("/etc/motd/x", O_RDONLY), ENOTDIR);
}

static void listing(void)
{
	static char seen[301];
	DIR *directory = opendir("/etc/deep/er");
	struct dirent *entry;
	int count = 0;

	while ((entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		int number = atoi(entry->d_name + 6);
		CHECK(entry->d_type == DT_REG && number >= 1 && number <= 300);
		CHECK(!seen[number]++);
		count++;
	}
	CHECK(count == 300 && closedir(directory) == 0);
	CHECK(contents("/etc/deep/er/number255") == 4 && !strcmp(buffer, "255\n"));
}

static void write_at(const char *path, int flags, long offset, const char *text)
{
	int file = open(path, O_WRONLY | flags, 0644);
	size_t length = strlen(text);

	CHECK(file >= 0);
	CHECK(pwrite(file, text, length, offset) == (long)length);
	CHECK(close(file) == 0);
}

/* What is written is a layer above; the rest shows through. */
static void changing(void)
{
	struct stat status;

	write_at("/etc/large", 0, 65530, "changed");
	CHECK(contents("/etc/large") == 70002);
	CHECK(!memcmp(buffer + 65529, "xchangedx", 9) && buffer[70001] == 'b');
	CHECK(buffer[0] == 'x' && buffer[40000] == 'x');
	CHECK(truncate("/etc/large", 10) == 0 && truncate("/etc/large", 70002) == 0);
	CHECK(contents("/etc/large") == 70002 && buffer[9] == 'x' && !buffer[10]);
	CHECK(!buffer[70001]);
	write_at("/etc/hard", O_TRUNC, 0, "new");
	CHECK(contents("/etc/motd") == 3 && !strcmp(buffer, "new"));
	CHECK(unlink("/etc/hard") == 0 && stat("/etc/motd", &status) == 0);
	CHECK(status.st_nlink == 1);
	CHECK(rename("/etc/deep", "/empty/deeper") == 0);
	CHECK(contents("/empty/deeper/er/number7") == 2);
	CHECK_FAILS(open("/etc/deep/er/number7", O_RDONLY), ENOENT);
	CHECK_FAILS(rmdir("/empty/deeper/er"), ENOTEMPTY);
	for (int i = 1; i <= 300; i++) {
		snprintf(buffer, sizeof buffer, "/empty/deeper/er/number%d", i);
		CHECK(unlink(buffer) == 0);
	}
	CHECK(rmdir("/empty/deeper/er") == 0);
	CHECK(chmod("/fifo", 0600) == 0 && stat("/fifo", &status) == 0);
	CHECK(status.st_mode == (S_IFIFO | 0600));
	write_at("/etc/fresh", O_CREAT | O_EXCL, 0, "fresh");
	CHECK(contents("/etc/fresh") == 5);
}

int main(void)
{
	reading();
	listing();
	changing();
	return check_result();
}
