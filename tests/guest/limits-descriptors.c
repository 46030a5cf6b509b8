/* SPDX-License-Identifier: ISC */
/*
 * RLIMIT_NOFILE: descriptors are given below the soft limit as it is now, also after it
 * was raised; those that are open when it is lowered stay.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 3000

static int files(rlim_t soft)
{
	return setrlimit(RLIMIT_NOFILE, &(struct rlimit){soft, MANY});
}

int main(void)
{
	static struct pollfd entries[MANY + 1];
	int last = -1;

	for (int i = 3; i < 1024; i++)
		close(i); /* whatever the parent left open */
	CHECK(files(6) == 0 && sysconf(_SC_OPEN_MAX) == 6);
	CHECK(dup(1) == 3 && dup(1) == 4 && dup(1) == 5);
	CHECK_FAILS(dup(1), EMFILE);
	CHECK_FAILS(dup2(1, 6), EBADF);
	CHECK_FAILS(dup3(1, 6, O_CLOEXEC), EBADF);
	CHECK_FAILS(fcntl(1, F_DUPFD, 6), EINVAL);
	CHECK_FAILS(fcntl(1, F_DUPFD, 3), EMFILE);
	CHECK_FAILS(poll(entries, 7, 0), EINVAL);
	CHECK(close(4) == 0 && fcntl(1, F_DUPFD, 3) == 4);
	CHECK(files(4) == 0 && write(5, "", 0) == 0); /* stays open */
	CHECK(close(4) == 0);
	CHECK_FAILS(dup(1), EMFILE);

	CHECK(files(MANY) == 0);
	for (int i = 4; i < MANY; i++) {
		last = i == 5 ? 5 : dup(1);
		if (last != i)
			break;
	}
	CHECK(last == MANY - 1 && write(last, "", 0) == 0);
	CHECK_FAILS(dup(1), EMFILE);
	CHECK_FAILS(dup2(1, MANY), EBADF);
	CHECK(close(1500) == 0 && dup(1) == 1500);
	for (int i = 0; i < MANY; i++)
		entries[i] = (struct pollfd){.fd = -1};
	CHECK(poll(entries, MANY, 0) == 0);
	CHECK_FAILS(poll(entries, MANY + 1, 0), EINVAL);
	return check_result();
}
