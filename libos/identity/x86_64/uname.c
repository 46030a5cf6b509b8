/* SPDX-License-Identifier: ISC */
/*
 * uname(2). Programs compare the release with Linux's: it is that of the system calls'
 * list.
 * Lock: identity_lock.
 */
#include "identity/names.h"
#include "syscalls.h"

struct new_utsname names = {
        .sysname = "Linux",
        .nodename = "samara",
        .release = "6.1.0-samara",
        .version = "#1 Samara",
        .machine = "x86_64",
        .domainname = "(none)",
};

/* full */
long sys_uname(struct new_utsname *to)
{
	enter();
	lock_acquire(&identity_lock);
	struct new_utsname copy = names;
	lock_release(&identity_lock);
	return leave(copy_out(to, &copy, sizeof copy));
}
