/* SPDX-License-Identifier: ISC */
/*
 * Reading the ids: getuid(2), geteuid(2), getgid(2), getegid(2), getresuid(2),
 * getresgid(2). Single words need no lock.
 */
#include "identity/credentials.h"
#include "syscalls.h"

/* full */
long sys_getuid(void)
{
	return credentials.user.real;
}

/* full */
long sys_geteuid(void)
{
	return credentials.user.effective;
}

/* full */
long sys_getgid(void)
{
	return credentials.group.real;
}

/* full */
long sys_getegid(void)
{
	return credentials.group.effective;
}

static long tell(const struct ids *ids, unsigned *real, unsigned *effective,
                 unsigned *saved)
{
	enter();
	lock_acquire(&identity_lock);
	struct ids now = *ids;
	lock_release(&identity_lock);
	if (copy_out(real, &now.real, sizeof now.real) ||
	    copy_out(effective, &now.effective, sizeof now.effective) ||
	    copy_out(saved, &now.saved, sizeof now.saved))
		return leave(-EFAULT);
	return leave(0);
}

/* full */
long sys_getresuid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return tell(&credentials.user, real, effective, saved);
}

/* full */
long sys_getresgid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return tell(&credentials.group, real, effective, saved);
}
