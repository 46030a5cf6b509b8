/* SPDX-License-Identifier: ISC */
/*
 * reboot(2): to end the machine, or to start it again, is here to end the program.
 */
#include "identity/capable.h"
#include "sched/cpu.h"
#include "syscalls.h"
#include <linux/reboot.h>

#define COMMAND_MAX 256 /* bytes of LINUX_REBOOT_CMD_RESTART2's text */

static bool is_magic(unsigned first, unsigned second)
{
	return first == LINUX_REBOOT_MAGIC1 &&
	       (second == LINUX_REBOOT_MAGIC2 || second == LINUX_REBOOT_MAGIC2A ||
	        second == LINUX_REBOOT_MAGIC2B || second == LINUX_REBOOT_MAGIC2C);
}

static long control(unsigned command, const char *text)
{
	char copy[COMMAND_MAX];

	switch (command) {
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		return 0; /* there is no Ctrl-Alt-Del */
	case LINUX_REBOOT_CMD_RESTART2:
		if (copy_string_in(copy, text, sizeof copy) == -EFAULT)
			return -EFAULT;
		/* fall through */
	case LINUX_REBOOT_CMD_RESTART:
	case LINUX_REBOOT_CMD_HALT:
	case LINUX_REBOOT_CMD_POWER_OFF:
		platform_exit(0);
	}
	return -EINVAL;
}

/* partial: RESTART, RESTART2, HALT and POWER_OFF all end the program with status 0;
 * KEXEC and SW_SUSPEND are -EINVAL */
long sys_reboot(unsigned first, unsigned second, unsigned command, const char *text)
{
	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if (!is_magic(first, second))
		return -EINVAL;
	enter();
	return leave(control(command, text));
}
