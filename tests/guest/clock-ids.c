/* SPDX-License-Identifier: ISC */
/*
 * Every clock there is can be read and tells its resolution; numbers that name no clock,
 * and bad pointers, are refused. Clocks of processor time have numbers made of ids.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sys/time.h>

#define CPU_CLOCK(id, thread, kind) \
	((clockid_t)(~(unsigned)(id) << 3 | (thread) << 2 | (kind)))

static void *const bad = (void *)16;

static void all_clocks(void)
{
	static const clockid_t clocks[] = {
	        CLOCK_REALTIME,          CLOCK_MONOTONIC,     CLOCK_PROCESS_CPUTIME_ID,
	        CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
	        CLOCK_MONOTONIC_COARSE,  CLOCK_BOOTTIME,      CLOCK_TAI};

	for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		struct timespec time = {0, -1}, resolution = {1, -1};
		CHECK(clock_gettime(clocks[i], &time) == 0);
		CHECK(time.tv_nsec >= 0 && time.tv_nsec < SECOND);
		CHECK(clock_getres(clocks[i], &resolution) == 0);
		CHECK(resolution.tv_sec == 0 && resolution.tv_nsec > 0 &&
		      resolution.tv_nsec <= 10 * MILLISECOND);
		CHECK(clock_getres(clocks[i], NULL) == 0);
		long long before = now(clocks[i]);
		CHECK(now(clocks[i]) >= before);
	}
}

static void coarse_ones_agree(void)
{
	long long coarse = now(CLOCK_MONOTONIC_COARSE), fine = now(CLOCK_MONOTONIC);

	CHECK(coarse <= fine);
	CHECK(now(CLOCK_MONOTONIC_COARSE) >= fine - 100 * MILLISECOND);
	CHECK(now(CLOCK_BOOTTIME) >= fine);
	fine = now(CLOCK_REALTIME);
	CHECK(now(CLOCK_REALTIME_COARSE) >= fine - 100 * MILLISECOND);
	CHECK(now(CLOCK_TAI) >= fine);
}

static void no_clocks(void)
{
	static const clockid_t none[] = {10,
	                                 12,
	                                 16,
	                                 12345,
	                                 INT_MAX,
	                                 -1,
	                                 CPU_CLOCK(0, 0, 3),
	                                 CPU_CLOCK(99999999, 0, 2),
	                                 CPU_CLOCK(99999999, 1, 2)};
	struct timespec time = {0, 0};

	for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
		CHECK_FAILS(syscall(SYS_clock_gettime, none[i], &time), EINVAL);
		CHECK_FAILS(syscall(SYS_clock_getres, none[i], &time), EINVAL);
		CHECK_FAILS(syscall(SYS_clock_settime, none[i], &time), EINVAL);
		int wanted = none[i] < 0 && (none[i] & 7) == 3 ? EOPNOTSUPP : EINVAL;
		CHECK(clock_nanosleep(none[i], 0, &time, NULL) == wanted);
	}
	CHECK_FAILS(clock_settime(CLOCK_MONOTONIC, &time), EINVAL);
	CHECK_FAILS(clock_settime(CLOCK_TAI, &time), EINVAL);
	CHECK_FAILS(clock_settime(CLOCK_REALTIME_COARSE, &time), EINVAL);
	CHECK_FAILS(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &time), EINVAL);
	CHECK_FAILS(clock_settime(CPU_CLOCK(0, 0, 2), &time), EPERM);
	time.tv_nsec = SECOND;
	CHECK_FAILS(clock_settime(CLOCK_REALTIME, &time), EINVAL);
}

static void bad_pointers(void)
{
	CHECK_FAILS(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_clock_getres, CLOCK_MONOTONIC, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_clock_settime, CLOCK_REALTIME, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_gettimeofday, bad, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_gettimeofday, NULL, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_settimeofday, bad, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_time, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_clock_adjtime, CLOCK_REALTIME, bad), EFAULT);
}

/* The same clock under its numbers. */
static void made_of_ids(void)
{
	clockid_t process, thread;

	CHECK(clock_getcpuclockid(0, &process) == 0);
	CHECK(clock_getcpuclockid(getpid(), &process) == 0);
	CHECK(clock_getcpuclockid(99999999, &process) != 0);
	CHECK(pthread_getcpuclockid(pthread_self(), &thread) == 0);
	CHECK(clock_getcpuclockid(getpid(), &process) == 0);
	long long a = now(CLOCK_PROCESS_CPUTIME_ID), b = now(process),
	          c = now(CLOCK_PROCESS_CPUTIME_ID);
	CHECK(a <= b && b <= c);
	a = now(CLOCK_THREAD_CPUTIME_ID), b = now(thread),
	c = now(CLOCK_THREAD_CPUTIME_ID);
	CHECK(a <= b && b <= c);
	struct timespec resolution;
	CHECK(clock_getres(thread, &resolution) == 0 && resolution.tv_nsec == 1);
	CHECK(clock_getres(CPU_CLOCK(0, 0, 1), &resolution) == 0 &&
	      resolution.tv_nsec > 1);
}

static void *other_thread(void *id)
{
	struct timespec time;
	clockid_t mine = CPU_CLOCK(syscall(SYS_gettid), 1, 2), as_process;

	CHECK(clock_gettime(mine, &time) == 0);
	/* the process, by any of its threads' ids, but only to read */
	as_process = CPU_CLOCK(syscall(SYS_gettid), 0, 2);
	CHECK(clock_gettime(as_process, &time) == 0);
	CHECK_FAILS(clock_getres(as_process, &time), EINVAL);
	*(clockid_t *)id = mine;
	return NULL;
}

static void of_an_ended_thread(void)
{
	struct timespec time;
	clockid_t clock;

	thread_join(thread_start(other_thread, &clock));
	CHECK(EVENTUALLY(clock_gettime(clock, &time) == -1 && errno == EINVAL));
}

int main(void)
{
	all_clocks();
	coarse_ones_agree();
	no_clocks();
	bad_pointers();
	made_of_ids();
	of_an_ended_thread();
	return check_result();
}
