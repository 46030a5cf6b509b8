/* SPDX-License-Identifier: ISC */
/*
 * reboot(): with the magic numbers and as root, powering off ends the program with status
 * 0. Never as a plain Linux program, where it would do what it says.
 *
 * status: 0
 */
#define _GNU_SOURCE
#include "check.h"
#include <linux/reboot.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PLAIN_LINUX
static long request(unsigned first, unsigned second, unsigned command, void *text)
{
	return syscall(SYS_reboot, first, second, command, text);
}
#endif

int main(void)
{
#ifndef PLAIN_LINUX
	const unsigned one = LINUX_REBOOT_MAGIC1, two = LINUX_REBOOT_MAGIC2;

	CHECK_FAILS(request(1, two, LINUX_REBOOT_CMD_POWER_OFF, NULL), EINVAL);
	CHECK_FAILS(request(one, 2, LINUX_REBOOT_CMD_POWER_OFF, NULL), EINVAL);
	CHECK_FAILS(request(one, two, 12345, NULL), EINVAL);
	CHECK_FAILS(request(one, two, LINUX_REBOOT_CMD_KEXEC, NULL), EINVAL);
	CHECK_FAILS(request(one, two, LINUX_REBOOT_CMD_RESTART2, (void *)8), EFAULT);
	CHECK(request(one, LINUX_REBOOT_MAGIC2A, LINUX_REBOOT_CMD_CAD_OFF, NULL) == 0);
	CHECK(seteuid(1000) == 0);
	CHECK_FAILS(request(one, two, LINUX_REBOOT_CMD_POWER_OFF, NULL), EPERM);
	CHECK(seteuid(0) == 0);
	if (check_failures)
		return 1;
	request(one, two, LINUX_REBOOT_CMD_POWER_OFF, NULL);
	return 2;
#endif
	return 0;
}
