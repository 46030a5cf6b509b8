/* SPDX-License-Identifier: ISC */
/*
 * The clocks of clock_gettime(2). Nothing sets or slews a clock here and the machine
 * doesn't sleep, so many are the same. With one thread, processor time is the time since
 * the start; the start asks for it only in images that have this file.
 */
#include "clock.h"

static uint64_t start;

void clock_begin(void)
{
	start = platform_clock_monotonic();
}

int clock_now(int clock, uint64_t *now)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		*now = platform_clock_wall();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		*now = platform_clock_monotonic();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		*now = platform_clock_monotonic() - start;
		return 0;
	}
	return -EINVAL;
}
