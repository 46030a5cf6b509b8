/* SPDX-License-Identifier: ISC */
/*
 * User ids: root may become anybody; who has given root up gets it back only through the
 * saved id. Before each case the process is root again, for as long as it can be.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int users_are(uid_t real, uid_t effective, uid_t saved)
{
	uid_t r, e, s;

	return getresuid(&r, &e, &s) == 0 && r == real && e == effective && s == saved &&
	       getuid() == real && geteuid() == effective;
}

static int groups_are(gid_t real, gid_t effective, gid_t saved)
{
	gid_t r, e, s;

	return getresgid(&r, &e, &s) == 0 && r == real && e == effective && s == saved &&
	       getgid() == real && getegid() == effective;
}

static void bad_pointers(void)
{
	uid_t id;
	uid_t *volatile bad = (uid_t *)8;
	CHECK_FAILS(syscall(SYS_getresuid, bad, &id, &id), EFAULT);
	CHECK_FAILS(syscall(SYS_getresuid, &id, bad, &id), EFAULT);
	CHECK_FAILS(syscall(SYS_getresuid, &id, &id, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_getresgid, &id, &id, bad), EFAULT);
}

static void root_and_back(void)
{
	CHECK(users_are(0, 0, 0));
	CHECK_FAILS(syscall(SYS_setuid, -1), EINVAL);
	CHECK_FAILS(syscall(SYS_setgid, -1), EINVAL);
	CHECK(prctl(PR_SET_DUMPABLE, 1) == 0);
	CHECK(seteuid(1000) == 0 && users_are(0, 1000, 0));
	CHECK(prctl(PR_GET_DUMPABLE) == 0); /* acting as somebody else */
	CHECK_FAILS(setresuid(5, -1, -1), EPERM);
	CHECK_FAILS(setreuid(-1, 6), EPERM);
	CHECK_FAILS(setuid(7), EPERM);
	CHECK_FAILS(setgid(7), EPERM); /* the capability went with the effective id */
	CHECK(users_are(0, 1000, 0));
	CHECK(seteuid(0) == 0 && users_are(0, 0, 0));
	CHECK(setreuid(0, 1000) == 0 && users_are(0, 1000, 1000));
	CHECK(setreuid(1000, 0) == 0 && users_are(1000, 0, 0));
	CHECK(setreuid(0, -1) == 0 && users_are(0, 0, 0));
	CHECK(setresuid(1, 0, 2) == 0 && users_are(1, 0, 2));
	CHECK(setresuid(-1, 2, -1) == 0 && users_are(1, 2, 2));
	CHECK(setresuid(2, 1, 1) == 0 && users_are(2, 1, 1));
	CHECK_FAILS(setresuid(-1, 0, -1), EPERM); /* no id is root any more */
}

static void groups(void)
{
	CHECK(groups_are(0, 0, 0));
	CHECK(setegid(50) == 0 && groups_are(0, 50, 0));
	CHECK(setregid(51, 52) == 0 && groups_are(51, 52, 52));
	CHECK(setresgid(53, -1, 54) == 0 && groups_are(53, 52, 54));
	CHECK(setgid(55) == 0 && groups_are(55, 55, 55));
	CHECK(setfsgid(56) == 55 && setfsgid(-1) == 56);
	CHECK(setgid(60) == 0);
}

static void file_system(void)
{
	CHECK(setfsuid(1000) == 0 && setfsuid(-1) == 1000);
	CHECK(setfsuid(0) == 1000 && setfsuid(-1) == 0);
	CHECK(setfsuid(77) == 0 && setresuid(-1, -1, -1) == 0);
}

static void common_user(void)
{
	CHECK(users_are(2, 1, 1));
	CHECK(setfsuid(3) == 1 && setfsuid(-1) == 1); /* refused, without an error */
	CHECK(setfsuid(2) == 1 && setfsuid(-1) == 2);
	CHECK(setuid(2) == 0 && users_are(2, 2, 1)); /* not all three, as for root */
	CHECK_FAILS(setuid(0), EPERM);
	CHECK_FAILS(setreuid(0, 0), EPERM);
	CHECK_FAILS(setgid(61), EPERM);
	CHECK(setgid(60) == 0 && groups_are(60, 60, 60));
}

int main(void)
{
	bad_pointers();
	groups();
	file_system();
	root_and_back();
	common_user();
	return check_result();
}
