/* SPDX-License-Identifier: ISC */
/*
 * Setting the wall clock: all that show it follow, the monotonic clock doesn't; who waits
 * for a moment of it wakes up, who waits for a span of time doesn't. Only for root.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/time.h>
#include <sys/timex.h>

#define HOUR (3600 * SECOND)

static long long real(void)
{
	return now(CLOCK_REALTIME);
}

static void step(long long by)
{
	struct timespec time = timespec_of(real() + by);

	CHECK(clock_settime(CLOCK_REALTIME, &time) == 0);
}

static int near(long long a, long long b)
{
	return a >= b && a < b + 60 * SECOND;
}

static void all_follow(void)
{
	long long before = real(), monotonic = now(CLOCK_MONOTONIC);
	struct timeval day;

	step(HOUR);
	CHECK(near(real(), before + HOUR));
	CHECK(near(now(CLOCK_REALTIME_COARSE), before + HOUR));
	CHECK(near(now(CLOCK_TAI), before + HOUR));
	gettimeofday(&day, NULL);
	CHECK(near(day.tv_sec * SECOND + SECOND, before + HOUR));
	CHECK(near(time(NULL) * SECOND + SECOND, before + HOUR));
	CHECK(near(now(CLOCK_MONOTONIC), monotonic));
	day = (struct timeval){(before - HOUR) / SECOND, 5};
	CHECK(settimeofday(&day, NULL) == 0);
	CHECK(near(real() + SECOND, before - HOUR));
	step(HOUR);
}

static void *sleep_to(void *moment)
{
	CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, moment, NULL) == 0);
	return NULL;
}

static void sleepers_notice(void)
{
	struct timespec moment = after(CLOCK_REALTIME, 2 * HOUR);
	pthread_t thread = thread_start(sleep_to, &moment);

	sleep_for(20 * MILLISECOND);
	step(HOUR); /* not yet */
	sleep_for(20 * MILLISECOND);
	step(HOUR);
	thread_join(thread);
	step(-2 * HOUR);
}

static volatile sig_atomic_t came;

static void handler(int signal)
{
	came = signal;
}

static void timers_notice(void)
{
	timer_t at, in;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec moment = {.it_value = after(CLOCK_REALTIME, HOUR)},
	                  span = {.it_value = timespec_of(HOUR / 2)}, left;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	CHECK(timer_create(CLOCK_REALTIME, &event, &at) == 0);
	event.sigev_signo = SIGUSR2;
	CHECK(timer_create(CLOCK_REALTIME, &event, &in) == 0);
	CHECK(timer_settime(at, TIMER_ABSTIME, &moment, NULL) == 0);
	CHECK(timer_settime(in, 0, &span, NULL) == 0);
	step(-HOUR);
	CHECK(timer_gettime(at, &left) == 0);
	CHECK(left.it_value.tv_sec > 7000 && left.it_value.tv_sec <= 7200);
	CHECK(timer_gettime(in, &left) == 0);
	CHECK(left.it_value.tv_sec > 1700 && left.it_value.tv_sec <= 1800);
	CHECK(!came);
	step(2 * HOUR + SECOND);
	CHECK(EVENTUALLY(came == SIGUSR1));
	timer_delete(at);
	timer_delete(in);
	step(-HOUR - SECOND);
}

static void adjusted(void)
{
	struct timex timex = {0};
	long long before = real();

	CHECK(adjtimex(&timex) == TIME_ERROR); /* nobody keeps it right */
	CHECK(timex.status & STA_UNSYNC);
	CHECK(near(timex.time.tv_sec * SECOND + SECOND, before));
	timex = (struct timex){.modes = ADJ_SETOFFSET | ADJ_NANO, .time = {3600, 5}};
	CHECK(clock_adjtime(CLOCK_REALTIME, &timex) == TIME_ERROR);
	CHECK(near(real(), before + HOUR));
	timex = (struct timex){.modes = ADJ_SETOFFSET, .time = {-3600, 0}};
	CHECK(adjtimex(&timex) == TIME_ERROR);
	CHECK(near(real(), before));
	timex = (struct timex){.modes = ADJ_TAI, .constant = 37};
	CHECK(adjtimex(&timex) == TIME_ERROR && timex.tai == 37);
	CHECK(near(now(CLOCK_TAI), before + 37 * SECOND));
	timex = (struct timex){.modes = ADJ_SETOFFSET, .time = {0, 1000000}};
	CHECK_FAILS(adjtimex(&timex), EINVAL);
	timex = (struct timex){.modes = ADJ_FREQUENCY, .freq = 1};
	CHECK_FAILS(adjtimex(&timex), EPERM);
	timex.modes = 0;
	CHECK_FAILS(clock_adjtime(CLOCK_MONOTONIC, &timex), EOPNOTSUPP);
	CHECK_FAILS(clock_adjtime(12345, &timex), EINVAL);
}

static void refused(void)
{
	struct timespec time = {-1, 0};
	struct timezone zone = {100000, 0};

	CHECK_FAILS(clock_settime(CLOCK_REALTIME, &time), EINVAL);
	time = (struct timespec){0, 0}; /* the machine runs longer than that */
	CHECK_FAILS(clock_settime(CLOCK_REALTIME, &time), EINVAL);
	time.tv_sec = 1ll << 60;
	CHECK_FAILS(clock_settime(CLOCK_REALTIME, &time), EINVAL);
	CHECK_FAILS(syscall(SYS_settimeofday, NULL, &zone), EINVAL);
	CHECK_FAILS(syscall(SYS_settimeofday, &(struct timeval){0, 2000000}, NULL),
	            EINVAL);
	CHECK(setuid(1000) == 0);
	time = timespec_of(real());
	CHECK_FAILS(clock_settime(CLOCK_REALTIME, &time), EPERM);
	CHECK_FAILS(settimeofday(&(struct timeval){time.tv_sec, 0}, NULL), EPERM);
	CHECK_FAILS(adjtimex(&(struct timex){.modes = ADJ_SETOFFSET}), EPERM);
	CHECK(adjtimex(&(struct timex){.modes = 0}) == TIME_ERROR);
}

int main(void)
{
	all_follow();
	sleepers_notice();
	timers_notice();
	adjusted();
	refused();
	return check_result();
}
