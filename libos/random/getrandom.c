/* SPDX-License-Identifier: ISC */
/*
 * getrandom(2). It never blocks: the seed is there from the start.
 */
#include "random.h"
#include "sched/cpu.h"
#include "syscalls.h"
#include <linux/random.h>

static long give(char *to, size_t size)
{
	uint8_t bytes[128];
	size_t done = 0, missing = 0;

	while (done < size && !missing) {
		size_t n = size - done < sizeof bytes ? size - done : sizeof bytes;
		random_bytes(bytes, n);
		missing = copy_bytes(to + done, bytes, n);
		done += n - missing;
	}
	memset(bytes, 0, sizeof bytes);
	return done || !size ? (long)done : -EFAULT;
}

/* full */
long sys_getrandom(void *to, size_t size, unsigned flags)
{
	if (flags & ~(unsigned)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & GRND_RANDOM) && (flags & GRND_INSECURE))
		return -EINVAL;
	enter();
	return leave(give(to, size < INT32_MAX ? size : INT32_MAX));
}
