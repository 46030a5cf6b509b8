/* SPDX-License-Identifier: ISC */
/*
 * uname(2). Programs compare the release with Linux's: it is that of the system calls'
 * list.
 */
#include "libos.h"
#include "syscalls.h"
#include <linux/utsname.h>

long sys_uname(struct new_utsname *to)
{
	static const struct new_utsname name = {
	        .sysname = "Linux",
	        .nodename = "samara",
	        .release = "6.1.0-samara",
	        .version = "#1 Samara",
	        .machine = "x86_64",
	        .domainname = "(none)",
	};

	return copy_out(to, &name, sizeof name);
}
