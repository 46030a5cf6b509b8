/* SPDX-License-Identifier: ISC */
/*
 * clock_gettime(2), clock_getres(2).
 */
#include "clock.h"
#include "cpu_clock.h"
#include "syscalls.h"

#define COUNTER 2        /* the kind of a clock of processor time that is exact */
#define TICK    10000000 /* of the other kinds, as far as they tell; ns */

static int cpu_clock_read(int number, uint64_t *now)
{
	struct cpu_clock clock;

	enter();
	bool found = cpu_clock_find(&clock, number, true);
	if (found) {
		*now = cpu_clock_now(&clock);
		cpu_clock_drop(&clock);
	}
	leave(0);
	return found ? 0 : -EINVAL;
}

/* full */
long sys_clock_gettime(int clock, struct __kernel_timespec *to)
{
	uint64_t now;
	int result = clock_now(clock, &now);

	if (result)
		result = cpu_clock_read(clock, &now);
	return result ? result : timespec_out(to, now);
}

/* full */
long sys_clock_getres(int clock, struct __kernel_timespec *to)
{
	uint64_t now, resolution = clock < 0 && (clock & 3) != COUNTER ? TICK : 1;
	int result = clock_now(clock, &now);

	if (result) {
		enter();
		result = cpu_clock_exists(clock) ? 0 : -EINVAL;
		leave(0);
	}
	return result || !to ? result : timespec_out(to, resolution);
}
