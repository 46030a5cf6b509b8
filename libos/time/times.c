/* SPDX-License-Identifier: ISC */
/*
 * times(2), in ticks of a hundredth of a second. There are no children.
 */
#include "clock.h"
#include "cpu_clock.h"
#include "syscalls.h"
#include <linux/times.h>

#define TICK (SECOND / 100)

/* full */
long sys_times(struct tms *to)
{
	const struct cpu_clock process = {NULL};
	struct tms copy = {.tms_utime = (long)(cpu_clock_now(&process) / TICK)};

	if (to && copy_out(to, &copy, sizeof copy))
		return -EFAULT;
	return (long)(platform_clock_monotonic() / TICK);
}
