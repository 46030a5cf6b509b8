/* SPDX-License-Identifier: ISC */
/*
 * prctl() as language runtimes and libraries use it.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void names(void)
{
	char name[16];

	CHECK(prctl(PR_SET_NAME, "short") == 0 && prctl(PR_GET_NAME, name) == 0);
	CHECK(memcmp(name, "short\0\0\0\0\0\0\0\0\0\0\0", 16) == 0);
	CHECK(prctl(PR_SET_NAME, "a name that is too long") == 0);
	CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "a name that is ") == 0);
	CHECK_FAILS(prctl(PR_SET_NAME, 8), EFAULT);
	CHECK_FAILS(prctl(PR_GET_NAME, 8), EFAULT);
}

static void flags(void)
{
	int value = -1;

	CHECK(prctl(PR_GET_DUMPABLE) == 1 && prctl(PR_SET_DUMPABLE, 0) == 0);
	CHECK(prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_SET_DUMPABLE, 1) == 0);
	CHECK_FAILS(prctl(PR_SET_DUMPABLE, 2), EINVAL);
	CHECK(prctl(PR_GET_PDEATHSIG, &value) == 0 && value == 0);
	CHECK(prctl(PR_SET_PDEATHSIG, SIGTERM) == 0);
	CHECK(prctl(PR_GET_PDEATHSIG, &value) == 0 && value == SIGTERM);
	CHECK_FAILS(prctl(PR_SET_PDEATHSIG, 65), EINVAL);
	CHECK_FAILS(prctl(PR_GET_PDEATHSIG, 8), EFAULT);
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 17) == 0);
	CHECK(prctl(PR_GET_CHILD_SUBREAPER, &value) == 0 && value == 1);
	CHECK_FAILS(prctl(PR_GET_CHILD_SUBREAPER, 8), EFAULT);
	CHECK(prctl(PR_GET_TIMING) == PR_TIMING_STATISTICAL);
	CHECK_FAILS(prctl(PR_SET_TIMING, PR_TIMING_TIMESTAMP), EINVAL);
	CHECK(prctl(PR_GET_TSC, &value) == 0 && value == PR_TSC_ENABLE);
}

static void slack(void)
{
	CHECK(prctl(PR_SET_TIMERSLACK, 0) == 0);
	int normal = prctl(PR_GET_TIMERSLACK);
	CHECK(normal > 0);
	CHECK(prctl(PR_SET_TIMERSLACK, 7000) == 0 && prctl(PR_GET_TIMERSLACK) == 7000);
	CHECK(prctl(PR_SET_TIMERSLACK, 0) == 0 && prctl(PR_GET_TIMERSLACK) == normal);
}

static void privileges(void)
{
	CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
	CHECK_FAILS(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
	CHECK_FAILS(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0), EINVAL);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	CHECK_FAILS(prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0), EINVAL);
	CHECK(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0);
	CHECK(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1);
	CHECK(prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0) == 0);
	CHECK(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 0);
	CHECK_FAILS(prctl(PR_GET_THP_DISABLE, 1, 0, 0, 0), EINVAL);
}

static void absent(void)
{
	CHECK_FAILS(prctl(0), EINVAL);
	CHECK_FAILS(prctl(99999, 1, 2, 3, 4), EINVAL);
	CHECK_FAILS(prctl(PR_SET_ENDIAN, 0), EINVAL);
#ifndef PLAIN_LINUX /* what one may be built with */
	CHECK_FAILS(prctl(PR_GET_SECCOMP), EINVAL);
	CHECK_FAILS(prctl(PR_SET_SECCOMP, 1), EINVAL);
	CHECK_FAILS(prctl(0x53564d41, 0, privileges, 4096, "name"),
	            EINVAL); /* PR_SET_VMA */
	CHECK_FAILS(prctl(PR_SET_TAGGED_ADDR_CTRL, 1, 0, 0, 0), EINVAL);
	CHECK_FAILS(prctl(PR_SET_TSC, PR_TSC_SIGSEGV), EINVAL);
	CHECK(prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) == 0);
	CHECK(prctl(PR_SET_PTRACER, getpid()) == 0);
	CHECK_FAILS(prctl(PR_SET_PTRACER, 4000000), EINVAL);
#endif
}

int main(void)
{
	int word, *address = NULL;

	names();
	flags();
	slack();
	privileges();
	absent();
	syscall(SYS_set_tid_address, &word);
	CHECK(prctl(PR_GET_TID_ADDRESS, &address) == 0 && address == &word);
	CHECK_FAILS(prctl(PR_GET_TID_ADDRESS, 8), EFAULT);
	return check_result();
}
