/* SPDX-License-Identifier: ISC */
/*
 * Resource limits: all sixteen, as Linux has them for a fresh process of root's; both
 * values can be set, but only root raises the hard one.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LIMITS   16
#define NO_LIMIT RLIM_INFINITY

static int limit_is(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limit = {1, 1};

	return getrlimit(resource, &limit) == 0 && limit.rlim_cur == soft &&
	       limit.rlim_max == hard;
}

static int limit_set(int resource, rlim_t soft, rlim_t hard)
{
	return setrlimit(resource, &(struct rlimit){soft, hard});
}

static void defaults(void)
{
	CHECK(limit_is(RLIMIT_CPU, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_FSIZE, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_DATA, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_STACK, 8 << 20, NO_LIMIT));
	CHECK(limit_is(RLIMIT_CORE, 0, NO_LIMIT));
	CHECK(limit_is(RLIMIT_RSS, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_NOFILE, 1024, 4096));
	CHECK(limit_is(RLIMIT_MEMLOCK, 8 << 20, 8 << 20));
	CHECK(limit_is(RLIMIT_AS, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_LOCKS, NO_LIMIT, NO_LIMIT));
	CHECK(limit_is(RLIMIT_MSGQUEUE, 819200, 819200));
	CHECK(limit_is(RLIMIT_NICE, 0, 0));
	CHECK(limit_is(RLIMIT_RTPRIO, 0, 0));
	CHECK(limit_is(RLIMIT_RTTIME, NO_LIMIT, NO_LIMIT));
	struct rlimit threads, signals;
	CHECK(getrlimit(RLIMIT_NPROC, &threads) == 0 && threads.rlim_cur >= 10000);
	CHECK(getrlimit(RLIMIT_SIGPENDING, &signals) == 0 && signals.rlim_cur >= 1000);
}

static void errors(void)
{
	struct rlimit limit, *volatile bad = (struct rlimit *)8;

	CHECK_FAILS(syscall(SYS_getrlimit, LIMITS, &limit), EINVAL);
	CHECK_FAILS(syscall(SYS_setrlimit, LIMITS, &limit), EINVAL);
	CHECK_FAILS(syscall(SYS_setrlimit, -1, &limit), EINVAL);
	CHECK_FAILS(syscall(SYS_getrlimit, RLIMIT_CORE, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_setrlimit, RLIMIT_CORE, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_prlimit64, 0, RLIMIT_CORE, bad, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_prlimit64, 0, RLIMIT_CORE, NULL, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_prlimit64, 0, LIMITS, NULL, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_prlimit64, 4000000, RLIMIT_CORE, NULL, &limit), ESRCH);
	CHECK_FAILS(limit_set(RLIMIT_CORE, 2, 1), EINVAL);
	CHECK_FAILS(limit_set(RLIMIT_NOFILE, 5, 1ull << 32), EPERM);
}

#ifndef PLAIN_LINUX
static void raise_and_lower(void)
{
	CHECK(prlimit(getpid(), RLIMIT_STACK, &(struct rlimit){1, 6 << 20}, NULL) == 0);
	CHECK(limit_is(RLIMIT_STACK, 1, 6 << 20)); /* root may raise */
	CHECK(limit_set(RLIMIT_RTPRIO, 10, 20) == 0);
	CHECK(limit_set(RLIMIT_NICE, 20, 20) == 0);

	CHECK(setuid(1000) == 0);
	CHECK(limit_set(RLIMIT_STACK, 6 << 20, 6 << 20) == 0);
	CHECK_FAILS(limit_set(RLIMIT_STACK, 1, 7 << 20), EPERM);
	CHECK(limit_set(RLIMIT_RTPRIO, 20, 20) == 0);
	CHECK(limit_set(RLIMIT_RTPRIO, 5, 6) == 0);
	CHECK_FAILS(limit_set(RLIMIT_RTPRIO, 5, 20), EPERM);
	CHECK(limit_is(RLIMIT_RTPRIO, 5, 6));
}
#endif

int main(void)
{
#ifndef PLAIN_LINUX /* whatever the shell has */
	defaults();
#endif
	errors();
	struct rlimit old;
	CHECK(limit_set(RLIMIT_STACK, 100 << 20, NO_LIMIT) == 0);
	CHECK(prlimit(0, RLIMIT_STACK, &(struct rlimit){4 << 20, 5 << 20}, &old) == 0);
	CHECK(old.rlim_cur == 100 << 20 && old.rlim_max == NO_LIMIT);
	CHECK(limit_is(RLIMIT_STACK, 4 << 20, 5 << 20));
#ifndef PLAIN_LINUX /* root without CAP_SYS_RESOURCE can't, in a container */
	raise_and_lower();
#endif
	return check_result();
}
