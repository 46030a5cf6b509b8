/* SPDX-License-Identifier: ISC */
/*
 * The clocks: monotonic never goes back, the wall clock knows the year, both advance
 * alike, and nanosleep sleeps at least as long as asked and not for ever.
 */
#include "check.h"
#include <sys/time.h>
#include <time.h>

static long long nanoseconds(clockid_t clock)
{
	struct timespec t = {0, -1};
	CHECK(clock_gettime(clock, &t) == 0);
	CHECK(t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void never_back(void)
{
	long long last = nanoseconds(CLOCK_MONOTONIC), first = last;
	for (int i = 0; i < 100000; i++) {
		long long now = nanoseconds(CLOCK_MONOTONIC);
		if (now < last) {
			CHECK(now >= last);
			break;
		}
		last = now;
	}
	CHECK(last > first);
}

static void sleeping(void)
{
	struct timespec wish = {0, 50000000};
	long long m = nanoseconds(CLOCK_MONOTONIC), w = nanoseconds(CLOCK_REALTIME);
	CHECK(nanosleep(&wish, NULL) == 0);
	m = nanoseconds(CLOCK_MONOTONIC) - m;
	w = nanoseconds(CLOCK_REALTIME) - w;
	CHECK(m >= 50000000 && m < 30000000000ll);
	CHECK(w >= 45000000 && w < 30000000000ll);

	struct timespec until;
	CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_nsec += 20000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0);
	CHECK(nanoseconds(CLOCK_MONOTONIC) >=
	      until.tv_sec * 1000000000ll + until.tv_nsec);
	/* a moment that has passed: at once */
	CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0);
	wish.tv_nsec = 0;
	CHECK(nanosleep(&wish, NULL) == 0);
}

static void bad_requests(void)
{
	struct timespec t = {0, 1000000000};
	CHECK_FAILS(nanosleep(&t, NULL), EINVAL);
	t.tv_nsec = -1;
	CHECK_FAILS(nanosleep(&t, NULL), EINVAL);
	t = (struct timespec){-1, 0};
	CHECK_FAILS(nanosleep(&t, NULL), EINVAL);
	CHECK_FAILS(clock_gettime(12345, &t), EINVAL);
	CHECK(clock_nanosleep(12345, 0, &t, NULL) == EINVAL);
}

int main(void)
{
	never_back();
	sleeping();
	bad_requests();
	struct timespec resolution;
	CHECK(clock_getres(CLOCK_MONOTONIC, &resolution) == 0);
	CHECK(resolution.tv_sec == 0 && resolution.tv_nsec >= 1);
	struct timeval now;
	CHECK(gettimeofday(&now, NULL) == 0);
	CHECK(now.tv_usec >= 0 && now.tv_usec < 1000000);
	time_t seconds = time(NULL);
	CHECK(seconds >= now.tv_sec && seconds - now.tv_sec <= 30);
	struct tm *date = gmtime(&seconds);
	CHECK(date->tm_year + 1900 >= 2023 && date->tm_year + 1900 < 2200);
	return check_result();
}
