/* SPDX-License-Identifier: ISC */
/*
 * Clocks and struct timespec; times inside the libos are nanoseconds in 64 bits.
 */
#ifndef LIBOS_TIME_CLOCK_H
#define LIBOS_TIME_CLOCK_H

#include "libos.h"
#include <linux/time_types.h>

#pragma GCC visibility push(hidden)

#define SECOND 1000000000ull

enum { /* clock_gettime(2) */
       CLOCK_REALTIME = 0,
       CLOCK_MONOTONIC = 1,
       CLOCK_PROCESS_CPUTIME_ID = 2,
       CLOCK_THREAD_CPUTIME_ID = 3,
       CLOCK_MONOTONIC_RAW = 4,
       CLOCK_REALTIME_COARSE = 5,
       CLOCK_MONOTONIC_COARSE = 6,
       CLOCK_BOOTTIME = 7,
       CLOCK_REALTIME_ALARM = 8,
       CLOCK_BOOTTIME_ALARM = 9,
       CLOCK_TAI = 11
};

/* clock.c: now, in ns. -EINVAL: no such clock. */
int clock_now(int clock, uint64_t *now);
void clock_begin(void) WEAK; /* once, at the start */

/* timespec.c: the program's time as ns, at most UINT64_MAX. -EFAULT, -EINVAL. */
int timespec_in(uint64_t *time, const struct __kernel_timespec *from);
int timespec_out(struct __kernel_timespec *to, uint64_t time);
uint64_t deadline_after(uint64_t time); /* on the monotonic clock; UINT64_MAX: never */

#pragma GCC visibility pop
#endif
