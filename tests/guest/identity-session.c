/* SPDX-License-Identifier: ISC */
/*
 * The one process is number 1, leads its group and its session, and can leave neither.
 */
#define _GNU_SOURCE
#include "check.h"
#include <unistd.h>

int main(void)
{
	pid_t self = getpid(), none = 4000000;
#ifndef PLAIN_LINUX
	CHECK(self == 1 && getppid() == 0);
	CHECK(getpgrp() == 1 && getsid(0) == 1 && getpgid(1) == 1);
	CHECK_FAILS(setpgid(0, 0), EPERM);
	CHECK_FAILS(setpgid(1, 1), EPERM);
	CHECK_FAILS(setpgid(1, none), EPERM);
	CHECK_FAILS(setsid(), EPERM);
#endif
	CHECK(getpgid(0) == getpgrp() && getpgid(self) == getpgrp());
	CHECK(getsid(self) == getsid(0));
	CHECK_FAILS(getpgid(none), ESRCH);
	CHECK_FAILS(getpgid(-1), ESRCH);
	CHECK_FAILS(getsid(none), ESRCH);
	CHECK_FAILS(setpgid(none, 0), ESRCH);
	CHECK_FAILS(setpgid(0, -1), EINVAL);
	CHECK_FAILS(setpgid(none, -1), EINVAL);
	return check_result();
}
