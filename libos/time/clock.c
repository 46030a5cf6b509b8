/* SPDX-License-Identifier: ISC */
/*
 * The clocks of clock_gettime(2) but those of processor time. The machine doesn't sleep
 * and reading is cheap, so many are the same. The program may set the wall clock: for
 * itself alone, by an offset. No lock: an offset is one word.
 */
#include "clock.h"

int64_t clock_offset;
int clock_tai;

uint64_t clock_wall(void)
{
	return platform_clock_wall() +
	       (uint64_t)__atomic_load_n(&clock_offset, __ATOMIC_RELAXED);
}

static uint64_t tai(void)
{
	return clock_wall() + (uint64_t)clock_tai * SECOND;
}

bool clock_is_wall(int clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM ||
	       clock == CLOCK_TAI;
}

int clock_now(int clock, uint64_t *now)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
		*now = clock_wall();
		return 0;
	case CLOCK_TAI:
		*now = tai();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		*now = platform_clock_monotonic();
		return 0;
	}
	return -EINVAL;
}

int clock_waits(int clock)
{
	uint64_t now;

	/* the last ones would be a device's, by its descriptor */
	if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_REALTIME_COARSE ||
	    clock == CLOCK_MONOTONIC_COARSE || (clock < 0 && (clock & 7) == 3))
		return -EOPNOTSUPP;
	return clock_now(clock, &now);
}

uint64_t clock_deadline(int clock, uint64_t time)
{
	uint64_t now;

	if (!clock_is_wall(clock) || clock_now(clock, &now))
		return time;
	return time > now ? deadline_after(time - now) : 0;
}
