/* SPDX-License-Identifier: ISC */
/*
 * A system call that isn't there is ENOSYS each time and named in the log once.
 *
 * once: ^samara: .*mount
 * once: ^samara: .*acct
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/mount.h>
#include <unistd.h>

int main(void)
{
#ifdef PLAIN_LINUX
	return check_result();
#endif
	for (int i = 0; i < 3; i++) {
		CHECK_FAILS(mount("a", "b", "c", 0, NULL), ENOSYS);
		CHECK_FAILS(acct("file"), ENOSYS);
	}
	return check_result();
}
