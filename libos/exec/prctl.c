/* SPDX-License-Identifier: ISC */
/*
 * prctl(2): the thread's name.
 */
#include "libos.h"
#include "syscalls.h"
#include <linux/prctl.h>

#define NAME 16 /* with the NUL; longer names are cut */

long sys_prctl(int option, char *argument)
{
	static char name[NAME];
	char copy[NAME] = "";

	if (option == PR_GET_NAME)
		return copy_out(argument, name, NAME);
	if (option != PR_SET_NAME)
		return -EINVAL;
	if (copy_string_in(copy, argument, NAME) == -EFAULT)
		return -EFAULT;
	copy[NAME - 1] = 0;
	memcpy(name, copy, NAME);
	return 0;
}
