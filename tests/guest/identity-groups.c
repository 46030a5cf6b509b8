/* SPDX-License-Identifier: ISC */
/*
 * Supplementary groups: set as a whole, read back in order; a refused list changes
 * nothing.
 */
#define _GNU_SOURCE
#include "check.h"
#include <grp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 65536

int main(void)
{
	gid_t list[8] = {30, 10, 20, 10}, read[8] = {0};
	gid_t *volatile bad = (gid_t *)8;

	CHECK(setgroups(0, NULL) == 0 && getgroups(0, NULL) == 0);
	CHECK(setgroups(4, list) == 0 && getgroups(0, NULL) == 4);
	CHECK(getgroups(8, read) == 4);
	CHECK(read[0] == 10 && read[1] == 10 && read[2] == 20 && read[3] == 30);
	CHECK_FAILS(getgroups(3, read), EINVAL);
	CHECK_FAILS(getgroups(-1, read), EINVAL);
	CHECK_FAILS(getgroups(4, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_setgroups, 2, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_setgroups, MOST + 1, list), EINVAL);
	CHECK_FAILS(syscall(SYS_setgroups, -1, list), EINVAL);
	list[1] = -1;
	CHECK_FAILS(setgroups(4, list), EINVAL);
	CHECK(getgroups(0, NULL) == 4);

	gid_t *many = malloc(MOST * sizeof *many);
	CHECK(many);
	for (unsigned i = 0; i < MOST; i++)
		many[i] = (i * 7919 + 5) % MOST;
	CHECK(setgroups(MOST, many) == 0);
	memset(many, 0, MOST * sizeof *many);
	CHECK(getgroups(MOST, many) == MOST);
	unsigned wrong = 0;
	for (unsigned i = 0; i < MOST; i++)
		wrong += many[i] != i;
	CHECK(wrong == 0);

	CHECK(setgroups(1, (gid_t[]){5}) == 0 && getgroups(8, read) == 1 && read[0] == 5);
	CHECK(setuid(1000) == 0);
	CHECK_FAILS(setgroups(0, NULL), EPERM);
	CHECK(getgroups(8, read) == 1 && read[0] == 5);
	return check_result();
}
