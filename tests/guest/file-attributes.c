/* SPDX-License-Identifier: ISC */
/*
 * What stat(2) tells, and what changes it: modes, owners, times, masks; who is refused.
 * ways: process process2 microvm q35 kvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <time.h>

static struct stat status(const char *path)
{
	struct stat status = {0};

	CHECK(stat(path, &status) == 0);
	return status;
}

static void modes(void)
{
	umask(027);
	CHECK(close(open("m", O_CREAT | O_WRONLY, 06777)) == 0);
	CHECK((status("m").st_mode & 07777) == 06750);
	CHECK(umask(0) == 027);
	CHECK(chmod("m", 0604) == 0 && (status("m").st_mode & 07777) == 0604);
	int file = open("m", O_RDONLY);
	CHECK(fchmod(file, 01111) == 0 && (status("m").st_mode & 07777) == 01111);
	CHECK(S_ISREG(status("m").st_mode));
	CHECK(close(file) == 0);
	CHECK_FAILS(chmod("none", 0600), ENOENT);
	CHECK_FAILS(chmod((char *)16, 0600), EFAULT);
	CHECK_FAILS(fchmod(99, 0600), EBADF);
	file = open("m", O_PATH);
	CHECK_FAILS(syscall(SYS_fchmod, file, 0600), EBADF);
	CHECK(close(file) == 0);
}

static void owners(void)
{
	CHECK(chmod("m", 06755) == 0);
	CHECK(chown("m", 5, 6) == 0);
	CHECK(status("m").st_uid == 5 && status("m").st_gid == 6);
	CHECK((status("m").st_mode & 07777) == 0755); /* no longer set-ID */
	CHECK(chown("m", (uid_t)-1, 7) == 0);
	CHECK(status("m").st_uid == 5 && status("m").st_gid == 7);
	CHECK(symlink("m", "l") == 0 && lchown("l", 8, 9) == 0);
	struct stat link;
	CHECK(lstat("l", &link) == 0 && link.st_uid == 8 && status("m").st_uid == 5);
	CHECK(mkdir("group", 02755) == 0 && chown("group", 0, 77) == 0);
	CHECK(chmod("group", 02755) == 0);
	CHECK(mkdir("group/d", 0700) == 0);
	CHECK(status("group/d").st_gid == 77 && (status("group/d").st_mode & S_ISGID));
}

static int64_t ns(struct timespec time)
{
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void times(void)
{
	struct timespec to[2] = {{1000000000, 123456789}, {2000000000, 987654321}}, now;
	struct timeval old[2] = {{5, 6}, {-7, 8}};

	CHECK(utimensat(AT_FDCWD, "m", to, 0) == 0);
	CHECK(ns(status("m").st_atim) == ns(to[0]) &&
	      ns(status("m").st_mtim) == ns(to[1]));
	to[0].tv_nsec = UTIME_OMIT;
	to[1].tv_nsec = UTIME_NOW;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	CHECK(utimensat(AT_FDCWD, "m", to, 0) == 0);
	CHECK(status("m").st_atim.tv_nsec == 123456789);
	CHECK(ns(status("m").st_mtim) >= ns(now) - 20000000);
	to[0].tv_nsec = 1000000000;
	CHECK_FAILS(utimensat(AT_FDCWD, "m", to, 0), EINVAL);
	CHECK(utimes("m", old) == 0);
	CHECK(status("m").st_atim.tv_sec == 5 && status("m").st_atim.tv_nsec == 6000);
	CHECK(status("m").st_mtim.tv_sec == -7 && status("m").st_mtim.tv_nsec == 8000);
	CHECK(utimensat(AT_FDCWD, "l", (struct timespec[]){{1, 1}, {2, 2}},
	                AT_SYMLINK_NOFOLLOW) == 0);
	CHECK(status("m").st_mtim.tv_sec == -7);
	int file = open("m", O_RDWR);
	CHECK(futimens(file, NULL) == 0 && status("m").st_mtim.tv_sec > 1000000);
	CHECK(utimensat(AT_FDCWD, "m", (struct timespec[]){{1, 1}, {2, 2}}, 0) == 0);
	CHECK(write(file, "x", 1) == 1);
	CHECK(status("m").st_mtim.tv_sec > 1000000 &&
	      status("m").st_ctim.tv_sec > 1000000);
	CHECK(status("m").st_size == 1);
	CHECK(close(file) == 0);
}

static void extended(void)
{
	/* statx(2); C libraries differ in who declares it */
	struct {
		uint32_t mask, block_size;
		uint64_t attributes;
		uint32_t links, user, group;
		uint16_t mode, reserved;
		uint64_t inode, size;
		uint64_t rest[32];
	} x;

	CHECK(syscall(SYS_statx, AT_FDCWD, "m", 0, 0xfff, &x) == 0);
	CHECK((x.mask & 0x7ff) == 0x7ff);
	CHECK(x.size == 1 && x.user == 5 && x.group == 7 && x.links == 1);
	CHECK(x.inode == status("m").st_ino && S_ISREG(x.mode));
	CHECK_FAILS(syscall(SYS_statx, AT_FDCWD, "m", 1, 0, &x), EINVAL);
	CHECK_FAILS(syscall(SYS_statx, AT_FDCWD, "m", 0, 0x80000000u, &x), EINVAL);
	CHECK_FAILS(syscall(SYS_stat, "m", 16), EFAULT);
	struct statfs f;
	CHECK(statfs(".", &f) == 0 && f.f_bsize > 0 && f.f_namelen == 255);
	CHECK(f.f_blocks >= f.f_bfree);
	CHECK_FAILS(statfs("none", &f), ENOENT);
	int file = open(".", O_RDONLY);
	CHECK(fstatfs(file, &f) == 0 && close(file) == 0);
}

/* As somebody who isn't root. */
static void refused(void)
{
	char *const nowhere = (char *)16;

	CHECK(chmod(".", 0755) == 0 && mkdir("closed", 0700) == 0);
	put_file("closed/in", "");
	put_file("mine", "");
	CHECK(chown("mine", 1000, 1000) == 0 && chmod("mine", 0600) == 0);
	put_file("shut", "");
	CHECK(chmod("shut", 0600) == 0);
	CHECK(mkdir("sticky", 01777) == 0 && chmod("sticky", 01777) == 0);
	put_file("sticky/other", "");
	CHECK(setegid(1000) == 0 && seteuid(1000) == 0);
	CHECK_FAILS(open("shut", O_RDONLY), EACCES);
	CHECK_FAILS(open("closed/in", O_RDONLY), EACCES);
	CHECK_FAILS(chdir("closed"), EACCES);
	CHECK_FAILS(open("new", O_CREAT | O_WRONLY, 0600), EACCES);
	CHECK_FAILS(mkdir("new", 0700), EACCES);
	CHECK_FAILS(unlink("mine"), EACCES);
	CHECK_FAILS(rename("mine", "x"), EACCES);
	CHECK_FAILS(chmod("shut", 0666), EPERM);
	CHECK_FAILS(chown("mine", 0, 0), EPERM);
	CHECK_FAILS(utimensat(AT_FDCWD, "m", (struct timespec[]){{1, 1}, {2, 2}}, 0),
	            EPERM);
	CHECK_FAILS(utimensat(AT_FDCWD, "shut", NULL, 0), EACCES);
	CHECK_FAILS(unlink("sticky/other"), EPERM);
	CHECK_FAILS(truncate("shut", 0), EACCES);
	CHECK_FAILS(truncate(nowhere, 0), EFAULT);
	CHECK_FAILS(mknod("sticky/dev", S_IFCHR | 0600, 0x103), EPERM);
	CHECK_FAILS(open("shut", O_RDONLY | O_NOATIME), EACCES);
	CHECK(chmod("mine", 0400) == 0);
	CHECK_FAILS(open("mine", O_WRONLY), EACCES);
	CHECK(close(open("mine", O_RDONLY)) == 0);
	CHECK_FAILS(faccessat(AT_FDCWD, "shut", R_OK, AT_EACCESS), EACCES);
	CHECK(access("shut", R_OK | W_OK) == 0); /* the real user is root */
	CHECK_FAILS(access("shut", X_OK), EACCES);
	put_file("sticky/own", "");
	CHECK(status("sticky/own").st_uid == 1000 && status("sticky/own").st_gid == 1000);
	CHECK(unlink("sticky/own") == 0);
	CHECK(seteuid(0) == 0 && setegid(0) == 0);
}

int main(void)
{
	directory_begin();
	modes();
	owners();
	times();
	extended();
	refused();
	return directory_end();
}
