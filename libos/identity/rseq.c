/* SPDX-License-Identifier: ISC */
/*
 * Restartable sequences, as on a Linux that is built without them.
 */
#include "libos.h"
#include "syscalls.h"

/* absent: not named in the log either, since C libraries try it at each start */
long sys_rseq(void *area, unsigned length, int flags, unsigned signature)
{
	return -ENOSYS;
}
