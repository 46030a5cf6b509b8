/* SPDX-License-Identifier: ISC */
/*
 * umask(2): permissions that new files don't get.
 */
#include "libos.h"
#include "syscalls.h"

#define PERMISSIONS 0777u

/* full */
long sys_umask(unsigned mask)
{
	static unsigned now = 022;

	return __atomic_exchange_n(&now, mask & PERMISSIONS, __ATOMIC_RELAXED);
}
