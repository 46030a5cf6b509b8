/* SPDX-License-Identifier: ISC */
/*
 * Clocks and struct timespec; times inside the libos are nanoseconds in 64 bits.
 */
#ifndef LIBOS_TIME_CLOCK_H
#define LIBOS_TIME_CLOCK_H

#include "libos.h"
#include <linux/time_types.h>

#pragma GCC visibility push(hidden)

#define SECOND      1000000000ull
#define MICROSECOND 1000ull

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

#define TIMER_ABSTIME 1

/* clock.c: now, in ns. -EINVAL: no such clock, or one of processor time (cpu_clock.h). */
int clock_now(int clock, uint64_t *now);
uint64_t clock_wall(void); /* CLOCK_REALTIME */
bool clock_is_wall(int clock);
/* Does anything wait for it? 0; -EINVAL: no such clock; -EOPNOTSUPP: one only to read. */
int clock_waits(int clock);
/* The moment of the monotonic clock at which `clock` shows `time`, if nobody sets it. */
uint64_t clock_deadline(int clock, uint64_t time);

/* What clock_settime(2) has made of the wall clock, which began as the platform's; and
 * TAI before UTC, in seconds. */
extern int64_t clock_offset; /* ns; atomic */
extern int clock_tai;

/* cpu_clock.c: once, at the start, before anything runs. */
void clock_begin(void) WEAK;

/* timespec.c: the program's time as ns, at most UINT64_MAX. -EFAULT, -EINVAL. */
int timespec_in(uint64_t *time, const struct __kernel_timespec *from);
int timespec_out(struct __kernel_timespec *to, uint64_t time);
bool timespec_read(uint64_t *time, const struct __kernel_timespec *from); /* valid? */
struct __kernel_timespec timespec_of(uint64_t time);
struct __kernel_old_timeval timeval_of(uint64_t time);
uint64_t deadline_after(uint64_t time); /* on the monotonic clock; UINT64_MAX: never */
uint64_t time_left(uint64_t deadline);  /* from now; 0: over */

#pragma GCC visibility pop
#endif
