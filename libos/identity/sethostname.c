/* SPDX-License-Identifier: ISC */
/*
 * sethostname(2), setdomainname(2).
 * Lock: identity_lock.
 */
#include "identity/names.h"
#include "syscalls.h"

static long set(char *to, const char *from, int length)
{
	char copy[__NEW_UTS_LEN + 1] = "";

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (length < 0 || length > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_in(copy, from, (size_t)length))
		return -EFAULT;
	lock_acquire(&identity_lock);
	memcpy(to, copy, sizeof copy);
	lock_release(&identity_lock);
	return 0;
}

/* full */
long sys_sethostname(const char *name, int length)
{
	enter();
	return leave(set(names.nodename, name, length));
}

/* full */
long sys_setdomainname(const char *name, int length)
{
	enter();
	return leave(set(names.domainname, name, length));
}
