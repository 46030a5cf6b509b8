/* SPDX-License-Identifier: ISC */
/*
 * umask(2): permissions that new files don't get.
 */
#include "identity/capable.h"
#include "syscalls.h"

#define PERMISSIONS 0777u

static unsigned now = UMASK_DEFAULT;

uint32_t umask_value(void)
{
	return __atomic_load_n(&now, __ATOMIC_RELAXED);
}

/* full */
long sys_umask(unsigned mask)
{
	return __atomic_exchange_n(&now, mask & PERMISSIONS, __ATOMIC_RELAXED);
}
